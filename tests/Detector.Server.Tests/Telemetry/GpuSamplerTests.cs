using Detector.Server.Telemetry;
using Detector.Server.Telemetry.Gpu;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Microsoft.Extensions.Options;

namespace Detector.Server.Tests.Telemetry;

/// <summary>Graphics cards as their driver tells of them, and drivers that are not there, fail, or hang.</summary>
public sealed class GpuSamplerTests : IDisposable
{
    private const string First = "hw.id=GPU-1 hw.name=Fake One";

    private readonly TestMeters _meters = new();
    private readonly ListLogger<GpuSampler> _log = new();

    [NvmlFact]
    public async Task Start_TwoCards_MeasuresWhatTheyHaveSensorsFor()
    {
        using var nvml = new FakeNvml();
        using var sampler = Start(nvml.Path, seconds: 60);

        await SeesAsync($"hw.gpu.utilization 0.42 {First}");
        await SeesAsync("hw.gpu.utilization 0.42 hw.id=GPU-2 hw.name=Fake Two");

        Assert.Equal(
            [
                "hw.errors 0 hw.id=GPU-1 error.type=read_failed", "hw.errors 0 hw.id=GPU-1 error.type=read_stuck",
                "hw.errors 0 hw.id=GPU-2 error.type=read_failed", "hw.errors 0 hw.id=GPU-2 error.type=read_stuck",
                "hw.errors 11 hw.id=GPU-1 error.type=ecc_corrected", "hw.errors 2 hw.id=GPU-1 error.type=ecc_uncorrected",
                $"hw.gpu.memory.limit {8L << 30} {First}", $"hw.gpu.memory.limit {8L << 30} hw.id=GPU-2 hw.name=Fake Two",
                $"hw.gpu.memory.usage {3L << 30} {First}", $"hw.gpu.memory.usage {3L << 30} hw.id=GPU-2 hw.name=Fake Two",
                $"hw.gpu.utilization 0.42 {First}", "hw.gpu.utilization 0.42 hw.id=GPU-2 hw.name=Fake Two",
                $"hw.power 123.456 {First}", $"hw.temperature 61 {First}",
            ],
            Hardware());
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("Fake One, Fake Two", StringComparison.Ordinal));
        var tags = _meters.Tags();
        Assert.All(ServerInstruments.Gpu, info => Assert.Equal(info.Tags.Order(StringComparer.Ordinal), tags[info.Name]));
    }

    [NvmlFact]
    public async Task Read_CardFails_IsCountedSaidOnceAndMeasuredAgainWhenItAnswers()
    {
        using var nvml = new FakeNvml();
        using var sampler = Start(nvml.Path);
        await SeesAsync($"hw.temperature 61 {First}");

        nvml.Set(FakeNvml.OffTheBus);

        await Until.TrueAsync(() => Errors("read_failed") >= 3);
        Assert.DoesNotContain($"hw.temperature 61 {First}", Hardware());
        await SeesAsync("hw.gpu.utilization 0.42 hw.id=GPU-2 hw.name=Fake Two");
        Assert.Contains("hw.errors 11 hw.id=GPU-1 error.type=ecc_corrected", Hardware());
        var said = Assert.Single(_log.Entries, entry => entry.Message.Contains("cannot be read", StringComparison.Ordinal));
        Assert.Contains("error 15 (the card fell off the bus)", said.Message, StringComparison.Ordinal);
        nvml.Set(FakeNvml.Well);
        await SeesAsync($"hw.temperature 61 {First}");
    }

    [NvmlFact]
    public async Task Read_DriverHangs_LooksGoOnAndOldMeasurementsAreLeftOut()
    {
        using var nvml = new FakeNvml();
        using var sampler = Start(nvml.Path);
        await SeesAsync($"hw.power 123.456 {First}");

        nvml.Set(FakeNvml.Stuck);

        await Until.TrueAsync(() => Errors("read_stuck") >= 1 &&
            !Hardware().Any(line => line.StartsWith("hw.gpu", StringComparison.Ordinal)));
        await Until.TrueAsync(() => _log.Entries.Any(
            entry => entry.Message.Contains("does not answer", StringComparison.Ordinal)));
        nvml.Set(FakeNvml.Well);
        await SeesAsync($"hw.power 123.456 {First}");
    }

    [Fact]
    public async Task Start_NoDriver_SaysSoOnceAndMeasuresNothing()
    {
        using var sampler = Start("libnvidia-ml-of-nobody.so.1");
        sampler.Start();

        await Until.TrueAsync(() => _log.Entries.Count > 0);

        Assert.Equal(
            "No measurements of graphics cards: libnvidia-ml-of-nobody.so.1 is not there", Assert.Single(_log.Entries).Message);
        Assert.Empty(Hardware());
    }

    public void Dispose() => _meters.Dispose();

    private GpuSampler Start(string library, double seconds = 0.02)
    {
        var options = new TelemetryOptions();
        (options.Gpu.Library, options.Gpu.IntervalSeconds) = (library, seconds);
        var sampler = new GpuSampler(Options.Create(options), _meters.Factory, TimeProvider.System, _log);
        sampler.Start();
        return sampler;
    }

    private Task SeesAsync(string line) => Until.TrueAsync(() => Hardware().Contains(line));

    private long Errors(string type) => Hardware()
        .Where(line => line.EndsWith($"hw.id=GPU-1 error.type={type}", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))
        .SingleOrDefault();

    private string[] Hardware() => [.. _meters.Observe()
        .Where(line => line.StartsWith("hw.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
}
