using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Detector.Server.Tests.Telemetry;

/// <summary>fake_nvml.c, compiled for one test.</summary>
internal sealed unsafe class FakeNvml : IDisposable
{
    public const int Well = 0;
    public const int OffTheBus = 1;
    public const int Stuck = 2;

    private readonly string _folder = System.IO.Path.Combine(AppContext.BaseDirectory, "nvml", Guid.NewGuid().ToString("N"));
    private readonly nint _handle;

    public FakeNvml()
    {
        Directory.CreateDirectory(_folder);
        using var compiler = Process.Start(
            "cc", ["-shared", "-fPIC", "-o", Path, System.IO.Path.Combine(AppContext.BaseDirectory, "Telemetry", "fake_nvml.c")]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        _handle = NativeLibrary.Load(Path);
    }

    /// <summary>Why there is none; null where there is.</summary>
    public static string? WhyNot { get; } = Probe();

    /// <summary>Where the library is.</summary>
    public string Path => System.IO.Path.Combine(_folder, "libnvidia-ml.so.1");

    public void Set(int mode) =>
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(_handle, "fake_nvml_set"))(mode);

    /// <summary>Who is stuck goes on. The library stays loaded: a thread may still be in it.</summary>
    public void Dispose()
    {
        Set(Well);
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Probe()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("cc", ["--version"]) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return OperatingSystem.IsLinux() ? null : "The driver's library has another form here.";
        }
        catch (Win32Exception)
        {
            return "There is no C compiler (cc). Install it with: apt-get install gcc libc6-dev";
        }
    }
}

/// <summary>A test that needs a C compiler, and says so where there is none.</summary>
internal sealed class NvmlFactAttribute : FactAttribute
{
    public NvmlFactAttribute() => Skip = FakeNvml.WhyNot;
}
