using System.ComponentModel;
using System.Diagnostics;

namespace Detector.Tests.EndToEnd;

/// <summary>The system's own Python, with PyTorch and what else the training needs.</summary>
internal static class TrainingPython
{
    private const string Program = "/usr/bin/python3";

    /// <summary>Why its tests are skipped; null where they run.</summary>
    public static string? WhyNot { get; } = Probe();

    /// <summary>Runs a script of models/training.</summary>
    /// <returns>Exit code, and all that it printed.</returns>
    public static (int ExitCode, string Output) Run(string script, params string[] arguments) =>
        Start([Path.Combine(Repository.Root, "models", "training", script), .. arguments]);

    private static (int ExitCode, string Output) Start(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    private static string? Probe()
    {
        try
        {
            return Start(["-c", "import cv2, numpy, onnx, PIL, torch"]).ExitCode == 0
                ? null
                : $"{Program} cannot train. Install: apt-get install "
                  + "python3-torch python3-pil python3-numpy python3-opencv python3-onnx";
        }
        catch (Win32Exception)
        {
            return $"There is no {Program} on this machine.";
        }
    }
}

/// <summary>A test that needs <see cref="TrainingPython"/>, and says so where it is not there.</summary>
internal sealed class TrainingFactAttribute : FactAttribute
{
    public TrainingFactAttribute() => Skip = TrainingPython.WhyNot;
}
