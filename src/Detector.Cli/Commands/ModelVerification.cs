using Detector.Cli.Hosting;
using Detector.Decoding;
using Detector.Inference;
using Detector.ModelPackages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using static System.FormattableString;

namespace Detector.Cli.Commands;

/// <summary>One run of <c>model verify</c>.</summary>
/// <param name="choice">Which package, on which devices.</param>
/// <param name="environment">What it may touch.</param>
internal sealed class ModelVerification(AnalyzerChoice choice, CliEnvironment environment)
{
    /// <summary>Verifies, and prints what the package is.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync()
    {
        var errors = new ErrorLines(environment.Error, environment.ErrorTerminal);
        await using var services = OpenAnalyzer.Services(choice, errors);
        try
        {
            var package = services.GetRequiredService<ModelPackage>();
            var golden = GoldenSet.Load(package);
            foreach (var line in ModelDescription.Lines(package, golden.Cases.Count))
            {
                await environment.Output.WriteLineAsync(line);
            }

            var sound = CheckDevices(
                package, services.GetRequiredService<IOptions<InferenceOptions>>().Value,
                services.GetRequiredService<IImageDecoder>());
            await environment.Output.WriteLineAsync(sound ? "The package is sound." : "The package is refused.");
            return sound ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception e) when (e is ModelPackageException or InvalidOperationException or AnalysisException)
        {
            errors.Write($"detector: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private bool CheckDevices(ModelPackage package, InferenceOptions options, IImageDecoder decoder)
    {
        var check = new GoldenCheck(package, decoder);
        var sound = true;
        if (choice.Device != InferenceDevice.Cuda)
        {
            using var cpu = OnnxBackend.CreateCpu(package, options);
            sound = Check(check, cpu, package.Manifest.Golden?.Tolerance);
        }

        if (choice.Device != InferenceDevice.Cpu)
        {
            sound &= CheckCuda(check, package, options);
        }

        return sound;
    }

    /// <summary>A CUDA that does not work here is no fault of the package, unless it was asked for.</summary>
    private bool CheckCuda(GoldenCheck check, ModelPackage package, InferenceOptions options)
    {
        try
        {
            using var cuda = OnnxBackend.CreateCuda(package, options);
            return Check(check, cuda, package.Manifest.Golden is null ? null : options.CudaGoldenTolerance);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            Print(OnnxBackend.CudaName, $"does not work here: {e.Message.ReplaceLineEndings(" ").Trim()}");
            return choice.Device != InferenceDevice.Cuda;
        }
    }

    private bool Check(GoldenCheck check, OnnxBackend backend, double? tolerance)
    {
        if (tolerance is not { } allowed)
        {
            Print(backend.Device, "the graph has the stated shapes; no golden inputs to compare");
            return true;
        }

        var deviation = check.LargestDeviation(backend);

        // Written so that not a number fails too.
        var sound = deviation <= allowed;
        Print(
            backend.Device,
            Invariant($"largest golden deviation {deviation:g3} of a logit, tolerance {allowed:g3}: ")
            + (sound ? "ok" : "too large"));
        return sound;
    }

    private void Print(string device, string finding) =>
        environment.Output.WriteLine(ModelDescription.Line($"On {device}", finding));
}
