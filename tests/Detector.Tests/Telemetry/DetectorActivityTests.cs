using System.Collections.Concurrent;
using System.Diagnostics;
using Detector.Telemetry;
using Detector.Tests.Support;

namespace Detector.Tests.Telemetry;

/// <summary>The spans of an image, and of the batches that carry it.</summary>
public sealed class DetectorActivityTests
{
    private const int Tile = TinyModels.TileSize;

    private static readonly string[] Stages = ["queue", "decode", "preprocess", "queue", "inference", "postprocess"];

    [Fact]
    public async Task AnalyzeAsync_TracedCaller_GivesEachStageASpanBelowIt()
    {
        using var spans = new Spans();
        await using var host = new AnalyzerHost(TestPackage.Tiles());

        var caller = await AnalyzeAsync(host, spans, tiles: 1);

        var stages = spans.Ended.Where(span => span.TraceId == caller.TraceId && span != caller).ToArray();
        Assert.Equal(
            Stages.Order(StringComparer.Ordinal),
            stages.Select(span => span.OperationName).Order(StringComparer.Ordinal));
        Assert.All(stages, span => Assert.Equal(caller.SpanId, span.ParentSpanId));
        Assert.All(stages, span => Assert.True(span.StartTimeUtc >= caller.StartTimeUtc.AddMilliseconds(-1)));
        Assert.All(stages, span => Assert.Empty(span.TagObjects));
    }

    [Fact]
    public async Task AnalyzeAsync_TracedCaller_IsLinkedWithItsBatchesBothWays()
    {
        using var spans = new Spans();
        await using var host = new AnalyzerHost(TestPackage.Tiles(), maxBatchTiles: 2);

        var caller = await AnalyzeAsync(host, spans, tiles: 4);

        var batches = spans.Ended.Where(span => span.OperationName == SpanNames.Batch &&
            span.Links.Any(link => link.Context.TraceId == caller.TraceId)).ToArray();
        Assert.True(batches.Length >= 2, $"{batches.Length} batches carried 4 tiles, 2 at a time.");
        Assert.All(batches, batch => Assert.NotEqual(caller.TraceId, batch.TraceId));
        Assert.All(batches, batch => Assert.Equal(caller.SpanId, Assert.Single(batch.Links).Context.SpanId));
        var inference = Assert.Single(spans.Ended, span =>
            span.OperationName == SpanNames.Inference && span.TraceId == caller.TraceId);
        Assert.Equal(
            batches.Select(batch => $"{batch.SpanId}").Order(StringComparer.Ordinal),
            inference.Links.Select(link => $"{link.Context.SpanId}").Order(StringComparer.Ordinal));
        Assert.All(batches, batch => Assert.Equal("cpu", batch.GetTagItem(TagNames.Device)));
    }

    [Fact]
    public async Task AnalyzeAsync_CallerIsNotTraced_MakesNoSpan()
    {
        using var spans = new Spans();
        await using var host = new AnalyzerHost(TestPackage.Tiles());
        using var caller = new Activity("caller").Start();

        await host.Analyzer.AnalyzeAsync(TestPng.Plain(Tile, Tile, 128));

        Assert.DoesNotContain(spans.Ended, span => span.TraceId == caller.TraceId);
        Assert.DoesNotContain(spans.Ended, span => span.Links.Any(link => link.Context.TraceId == caller.TraceId));
    }

    private static async Task<Activity> AnalyzeAsync(AnalyzerHost host, Spans spans, int tiles)
    {
        using var caller = spans.Source.StartActivity("caller")!;
        await host.Analyzer.AnalyzeAsync(TestPng.Plain(tiles * Tile, Tile, 128));
        return caller;
    }

    /// <summary>Listens to the library and to callers of its own; other tests' spans may come too.</summary>
    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;

        public Spans()
        {
            Source = new ActivitySource($"caller {Guid.NewGuid()}");
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source == Source || source.Name == DetectorActivity.SourceName,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = Ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ActivitySource Source { get; }

        public ConcurrentQueue<Activity> Ended { get; } = new();

        public void Dispose()
        {
            _listener.Dispose();
            Source.Dispose();
        }
    }
}
