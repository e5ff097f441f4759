using Detector.Batching;
using Detector.Telemetry;
using Detector.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Tests.Telemetry;

/// <summary>Every instrument of the library is fed by what it is said to measure.</summary>
public sealed class DetectorMetricsTests : IDisposable
{
    private const int Tile = TinyModels.TileSize;

    private static readonly string[] Stages = ["decode", "preprocess", "queue", "inference", "postprocess"];

    private readonly TestMeters _meters = new();

    [Fact]
    public async Task AnalyzeAsync_Image_FeedsStagesBatchesScoresAndLoads()
    {
        await using var host = Host();

        var result = await host.Analyzer.AnalyzeAsync(
            TestPng.Plain(2 * Tile, Tile, 128), new AnalysisOptions { Lane = Lane.Interactive });

        Assert.Equal(
            Stages.Select(stage => $"detector.stage={stage} detector.lane=interactive"),
            _meters.TagsOf("detector.stage.duration"));
        Assert.Equal(["2 detector.device=cpu"], _meters.Of("detector.batch.size"));
        Assert.Equal(["detector.device=cpu"], _meters.TagsOf("detector.batch.duration"));
        Assert.Equal(
            [$"{result.Score} detector.model=tiny-tiles 1.2.3 detector.verdict=inconclusive"], _meters.Of("detector.scores"));
        Assert.Equal(
            ["1 detector.model=tiny-tiles 1.2.3 detector.device=cpu detector.outcome=ok"], _meters.Of("detector.model.loads"));
        Assert.Empty(_meters.Of("detector.drops"));
    }

    [Fact]
    public async Task AnalyzeAsync_BadImages_CountsReasonAndFormat()
    {
        await using var host = Host();
        var whole = TestPng.Plain(Tile, Tile, 1);

        foreach (var bad in (byte[][])[[1, 2, 3], [.. "%PDF-1.7"u8], whole[..^20]])
        {
            await Assert.ThrowsAsync<AnalysisException>(() => host.Analyzer.AnalyzeAsync(bad));
        }

        Assert.Equal(
            [
                "1 detector.reason=not_an_image detector.format=unknown",
                "1 detector.reason=unsupported_format detector.format=unsupported",
                "1 detector.reason=corrupt_image detector.format=png",
            ],
            _meters.Of("detector.decode.errors"));
    }

    [Fact]
    public async Task AnalyzeAsync_CallerLeavesOrIsLate_CountsDrops()
    {
        await using var host = Host();
        var image = TestPng.Plain(Tile, Tile, 1);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.Analyzer.AnalyzeAsync(image, cancellationToken: new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<TimeoutException>(() => host.Analyzer.AnalyzeAsync(
            image, new AnalysisOptions { Deadline = DateTimeOffset.UnixEpoch }));

        Assert.Equal(["1 detector.reason=cancelled", "1 detector.reason=expired"], _meters.Of("detector.drops"));
    }

    [Fact]
    public async Task Observe_QueueDeviceAndDisk_SaysWhatIsThere()
    {
        await using var host = Host();
        var queue = host.Services.GetRequiredService<AnalysisQueue>();
        using var place = await queue.Admission.EnterAsync(
            new ImageCost(3, 700, 1), new AnalysisOptions { Lane = Lane.Bulk }, CancellationToken.None);

        var seen = _meters.Observe();

        Assert.Contains("detector.queue.tiles 3 detector.lane=bulk", seen);
        Assert.Contains("detector.queue.tiles 0 detector.lane=interactive", seen);
        Assert.Contains("detector.queue.bytes 700 detector.lane=bulk", seen);
        Assert.Contains("detector.queue.age 0 detector.lane=interactive", seen);
        Assert.Contains("detector.device.in_use 1 detector.device=cpu detector.state=healthy", seen);
        Assert.Contains("detector.device.in_use 0 detector.device=cpu detector.state=failed", seen);
        Assert.Contains("detector.persisted 0 ", seen);
    }

    [Fact]
    public void Loaded_GoldenDeviation_IsTheLastOneOfEachDeviceAndNeverNoNumber()
    {
        _meters.Device.Loaded("m 1", "cpu", "ok", 0.25);
        _meters.Device.Loaded("m 1", "cuda", "ok", 0.5);
        _meters.Device.Loaded("m 1", "cuda", "wrong_scores", double.NaN);

        var seen = _meters.Observe();

        Assert.Contains("detector.golden.deviation 0.25 detector.device=cpu", seen);
        Assert.Contains($"detector.golden.deviation {double.PositiveInfinity} detector.device=cuda", seen);
    }

    [Fact]
    public void QueueAge_OldestIsScored_IsThatOfTheNext()
    {
        using var time = new ManualTimeProvider();
        var waiting = new OldestEntry(time);
        var first = waiting.Add(Lane.Bulk);
        time.Advance(TimeSpan.FromSeconds(3));
        waiting.Add(Lane.Bulk);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(5), waiting.Age(Lane.Bulk));
        waiting.Remove(first);
        waiting.Remove(first);
        Assert.Equal(TimeSpan.FromSeconds(2), waiting.Age(Lane.Bulk));
        Assert.Equal(TimeSpan.Zero, waiting.Age(Lane.Interactive));
    }

    [Fact]
    public async Task Measurements_OfARun_HaveOnlyTheTagsThatAreDocumented()
    {
        await using var host = Host();
        await host.Analyzer.AnalyzeAsync(TestPng.Plain(Tile, Tile, 128));
        _meters.Device.FellBack("a", "b", "threw");
        _meters.Device.Probed("a", "failed");
        _meters.Device.Dropped(expired: true);
        _meters.Device.DecodeFailed("not_an_image", "unknown");
        _meters.Device.Loaded("m 1", "cpu", "ok", 0);
        _meters.Observe();

        var documented = DetectorInstruments.All.ToDictionary(
            info => info.Name, info => info.Tags.Order(StringComparer.Ordinal).ToArray());
        Assert.Equal(documented.Keys.Order(StringComparer.Ordinal), _meters.Tags().Keys.Order(StringComparer.Ordinal));
        Assert.All(_meters.Tags(), seen => Assert.Equal(documented[seen.Key], seen.Value));
    }

    public void Dispose() => _meters.Dispose();

    private AnalyzerHost Host() => new(TestPackage.Tiles(), services => services.AddSingleton(_meters.Device));
}
