using Detector.Inference;
using Detector.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Detector.Tests.Inference;

public sealed class BackendFactoryTests
{
    // No machine has it: where there is no CUDA the library is missing, where there is, the device.
    private const int NoSuchDevice = 1000;

    private readonly ListLogger<BackendFactory> _log = new();

    [Fact]
    public void Create_Cpu_LogsModelDeviceAndDeviation()
    {
        using var package = TestPackage.Tiles().WithGolden(TestPng.Plain(64, 64, 102), 0.4);

        using var backend = Create(package, InferenceDevice.Cpu);

        Assert.Equal(OnnxBackend.CpuName, backend.Device);
        var entry = Assert.Single(_log.Entries);
        Assert.StartsWith("Model tiny-tiles 1.2.3 is ready on cpu", entry.Message, StringComparison.Ordinal);
        Assert.Equal(DeviceState.Healthy, backend.State);
        Assert.InRange(backend.Status.GoldenDeviation!.Value, 1e-9, 1e-4);
    }

    [Fact]
    public void Create_AutoWhereCudaIsMissing_TakesTheCpuAndSaysWhyOnce()
    {
        using var package = TestPackage.Tiles();
        using var backend = Create(package, InferenceDevice.Auto);

        Assert.Equal(OnnxBackend.CpuName, backend.Device);
        var reason = Assert.Single(_log.Entries, entry => entry.Message.Contains("CUDA", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Information, reason.Level);
        Assert.Contains("the CPU is", reason.Message, StringComparison.Ordinal);
        Assert.Contains("-p:Accelerator=cuda", reason.Message, StringComparison.Ordinal);
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("ready on cpu", StringComparison.Ordinal));

        // Nobody built this program for a GPU, so that nothing is amiss.
        Assert.Equal(new DeviceStatus(DeviceState.Healthy, "cpu", "cpu", null, 0, null), backend.Status);
    }

    [Fact]
    public void WhenCudaFails_ProviderBesideTheProgram_IsADefect()
    {
        using var package = TestPackage.Tiles();
        Assert.Equal(PreferredAtStart.Optional, BackendFactory.WhenCudaFails(package.Root));

        File.WriteAllBytes(Path.Combine(package.Root, "libonnxruntime_providers_cuda.so"), []);

        Assert.Equal(PreferredAtStart.Expected, BackendFactory.WhenCudaFails(package.Root));
    }

    [Fact]
    public void Create_CudaWhereItIsMissing_SaysWhatToDo()
    {
        using var package = TestPackage.Tiles();
        var refusal = Assert.Throws<InvalidOperationException>(() => Create(package, InferenceDevice.Cuda));

        Assert.Contains("Build with -p:Accelerator=cuda", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("or choose the device cpu", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Create_GoldenScoreOff_RefusesTheDevice()
    {
        using var package = TestPackage.Tiles().WithGolden(TestPng.Plain(64, 64, 102), 0.45, tolerance: 0.04);

        var refusal = Assert.Throws<InvalidOperationException>(() => Create(package, InferenceDevice.Cpu));

        Assert.Contains("off by 0.05, the tolerance is 0.04", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("device cpu", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Create_GoldenScoreNotFinite_RefusesTheDevice()
    {
        using var package = TestPackage.Tiles(
            TinyModels.NotFiniteForBlack(), ("$.outputs.map", "null"), ("$.regions", "null"))
            .WithGolden(TestPng.Plain(64, 64, 0), -3, tolerance: 1e6);

        var refusal = Assert.Throws<InvalidOperationException>(() => Create(package, InferenceDevice.Cpu));

        Assert.Contains("off by NaN", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NoGoldenSet_IsAccepted()
    {
        using var package = TestPackage.Tiles();

        using var backend = Create(package, InferenceDevice.Cpu);

        Assert.Contains("deviation 0", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
    }

    private ResilientBackend Create(TestPackage package, InferenceDevice device)
    {
        var options = new InferenceOptions { Device = device, CpuThreads = 1, CudaDevice = NoSuchDevice };
        return new BackendFactory(
            package.Load(), options, new TestPngDecoder(), TimeProvider.System, TestMeters.Metrics(), _log).Create(_ => 4);
    }
}
