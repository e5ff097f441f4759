using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Detector.Inference;

/// <summary>Opens a package on the device that the options ask for, and uses no device whose scores are wrong.</summary>
internal sealed class BackendFactory(
    ModelPackage package, InferenceOptions options, IImageDecoder decoder, TimeProvider time, DetectorMetrics metrics,
    ILogger<BackendFactory> logger)
{
    private const string CudaProvider = "libonnxruntime_providers_cuda.so";

    private readonly string _model = DetectorMetrics.ModelTag(package.Manifest.Name, package.Manifest.Version);

    /// <summary>
    /// Auto tries CUDA and falls back to the CPU, saying why; cuda and cpu start on that device or fail. A CUDA device that is
    /// lost later is replaced by the CPU with either. Every device scores the package's golden inputs whenever it is
    /// opened, which also warms it up.
    /// </summary>
    /// <param name="capacity">Tiles of the largest batch on a device, by its name; warmed up too.</param>
    /// <exception cref="InvalidOperationException">No usable device; the message says what to do.</exception>
    public ResilientBackend Create(Func<string, int> capacity)
    {
        var cpu = new DeviceSource(OnnxBackend.CpuName, () => Cpu(capacity));
        var cuda = new DeviceSource(OnnxBackend.CudaName, () => Cuda(capacity));
        var plan = options.Device switch
        {
            InferenceDevice.Cpu => new DevicePlan(cpu),
            InferenceDevice.Cuda => new DevicePlan(cuda, cpu),
            _ => new DevicePlan(cuda, cpu, WhenCudaFails(AppContext.BaseDirectory)),
        };
        return new ResilientBackend(plan, options, time, metrics, logger);
    }

    /// <summary>Somebody who built with CUDA expects a GPU: its absence is a defect and not a choice.</summary>
    /// <param name="folder">Where the program's libraries are.</param>
    internal static PreferredAtStart WhenCudaFails(string folder) =>
        File.Exists(Path.Combine(folder, CudaProvider)) ? PreferredAtStart.Expected : PreferredAtStart.Optional;

    private OpenedDevice Cuda(Func<string, int> capacity)
    {
        try
        {
            return Checked(OnnxBackend.CreateCuda(package, options), options.CudaGoldenTolerance, capacity);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw new InvalidOperationException(
                $"CUDA cannot be used: {Cause(e)}. Build with -p:Accelerator=cuda, install the CUDA 13 and cuDNN 9 " +
                "libraries and an NVIDIA driver, or choose the device cpu.", e);
        }
    }

    /// <summary>ONNX Runtime's own words, without its source file and line.</summary>
    private static string Cause(Exception e) =>
        e.Message[(e.Message.LastIndexOf(" : FAIL : ", StringComparison.Ordinal) is var at and >= 0 ? at + 10 : 0)..].Trim();

    private OpenedDevice Cpu(Func<string, int> capacity) => Checked(
        OnnxBackend.CreateCpu(package, options), package.Manifest.Golden?.Tolerance ?? double.PositiveInfinity, capacity);

    private OpenedDevice Checked(OnnxBackend backend, double tolerance, Func<string, int> capacity)
    {
        var outcome = "failed";
        double? golden = null;
        try
        {
            var deviation = new GoldenCheck(package, decoder).LargestDeviation(backend);
            golden = package.Manifest.Golden is null ? null : deviation;
            if (!(deviation <= tolerance))
            {
                outcome = "wrong_scores";
                throw new InvalidOperationException(
                    $"The device {backend.Device} scores the golden inputs of {package.Manifest.Name} wrongly: a logit " +
                    $"is off by {deviation:g3}, the tolerance is {tolerance:g3}. The device is not used; check its driver and " +
                    "libraries.");
            }

            WarmUp(backend, capacity(backend.Device));
            outcome = "ok";
            logger.DeviceReady(backend.Device, package.Manifest.Name, package.Manifest.Version, deviation);
            return new OpenedDevice(backend, golden);
        }
        catch
        {
            backend.Dispose();
            throw;
        }
        finally
        {
            metrics.Loaded(_model, backend.Device, outcome, golden);
        }
    }

    private static void WarmUp(OnnxBackend backend, int capacity)
    {
        using var batch = backend.CreateBatch(capacity);
        batch.Input.Clear();
        for (var tiles = 1; tiles <= batch.Capacity; tiles *= 2)
        {
            if (backend.PaddedCount(tiles) == tiles)
            {
                backend.Run(batch, tiles);
            }
        }
    }
}
