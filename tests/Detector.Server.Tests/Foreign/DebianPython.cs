using System.ComponentModel;
using System.Diagnostics;

namespace Detector.Server.Tests.Foreign;

/// <summary>The system's own Python, with the packages python3-grpcio and python3-protobuf.</summary>
internal static class DebianPython
{
    /// <summary>Not the one on PATH, which may be another one without them.</summary>
    public const string Program = "/usr/bin/python3";

    /// <summary>Why its tests are skipped; null where they run.</summary>
    public static string? WhyNot { get; } = Probe();

    private static string? Probe()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, ["-c", "import grpc, google.protobuf"])
            {
                RedirectStandardError = true,
            })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? null
                : $"{Program} has no gRPC. Install it with: apt-get install python3-grpcio python3-protobuf";
        }
        catch (Win32Exception)
        {
            return $"There is no {Program} on this machine.";
        }
    }
}

/// <summary>A test that needs <see cref="DebianPython"/>, and says so where it is not there.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute() => Skip = DebianPython.WhyNot;
}

/// <summary>A theory that needs <see cref="DebianPython"/>, and says so where it is not there.</summary>
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute() => Skip = DebianPython.WhyNot;
}
