using Detector.Cli.Hosting;
using Detector.Cli.Scanning;

namespace Detector.Tests.Cli;

public sealed class ScanRunnerTests
{
    [Fact]
    public async Task RunAsync_LaterImagesFinishFirst_LinesKeepTheOrder()
    {
        using var folder = new ScanFolder("0", "1", "2", "3");
        var first = new TaskCompletionSource<AnalysisResult>();
        var calls = 0;
        List<string> written = [];

        await Runner(async (_, _, _) =>
        {
            switch (Interlocked.Increment(ref calls))
            {
                case 1:
                    return await first.Task;
                case 4:
                    first.SetResult(Results.Clean());
                    break;
            }

            return Results.Clean();
        }).RunAsync(Items(folder), 4, outcome => written.Add(outcome.Path), default);

        Assert.Equal(Items(folder).Select(item => item.Path), written);
    }

    [Fact]
    public async Task RunAsync_ManyImages_NeverExceedsTheParallelism()
    {
        using var folder = new ScanFolder([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        var (running, most) = (0, 0);
        var gate = new Lock();

        var summary = await Runner(async (_, _, _) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++running);
            }

            await Task.Yield();
            lock (gate)
            {
                running--;
            }

            return Results.Clean();
        }).RunAsync(Items(folder), 3, _ => { }, default);

        Assert.Equal(20, summary.Scored);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task RunAsync_EveryKindOfFailure_IsOneLineAndStopsNothing()
    {
        using var folder = new ScanFolder("a", "b", "c", "d");
        List<ScanOutcome> written = [];
        ScanItem[] items = [.. Items(folder), new(folder.PathOf("gone"), "gone")];

        var summary = await Runner((_, _, _) => written.Count switch
            {
                0 => throw new AnalysisException(AnalysisErrorReason.CorruptImage, "cut"),
                1 => throw new InvalidOperationException("broken"),
                2 => Task.FromResult(Results.Clean() with { Score = double.NaN }),
                _ => Task.FromResult(Results.Clean()),
            }).RunAsync(OneByOne(items, written), 1, written.Add, default);

        Assert.Equal(
            ["corrupt_image", "internal", "inference_failed", null, "unreadable"],
            written.Select(outcome => outcome.Error?.Reason));
        Assert.Contains("broken", written[1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal((1, 4, 1), (summary.Scored, summary.Failed, summary.ExitCode));
    }

    [Fact]
    public async Task RunAsync_Cancelled_KeepsWhatIsFinishedAndStartsNoMore()
    {
        using var folder = new ScanFolder("0", "1", "2", "3", "4");
        using var stop = new CancellationTokenSource();
        List<string> written = [];
        var calls = 0;

        // 0 hangs until it is called off; 1 is finished and waits for its turn behind 0; 2 interrupts.
        var summary = await Runner(async (_, _, cancellationToken) =>
        {
            switch (Interlocked.Increment(ref calls))
            {
                case 1:
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                    break;
                case 3:
                    await stop.CancelAsync();
                    break;
            }

            return Results.Clean();
        }).RunAsync(OneCallEach(Items(folder), () => calls), 2, outcome => written.Add(outcome.Path), stop.Token);

        Assert.Equal([folder.PathOf("1"), folder.PathOf("2")], written);
        Assert.True(summary.Interrupted);
        Assert.Equal(130, summary.ExitCode);
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task RunAsync_LineCannotBeWritten_EndsAndLeavesNothingRunning()
    {
        using var folder = new ScanFolder([.. Enumerable.Range(0, 50).Select(i => $"{i}")]);
        var (running, writes) = (0, 0);

        await Assert.ThrowsAsync<IOException>(() => Runner(async (_, _, _) =>
        {
            Interlocked.Increment(ref running);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return Results.Clean();
        }).RunAsync(Items(folder), 2, _ => throw new IOException($"full {++writes}"), default));

        Assert.Equal((0, 1), (running, writes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_Heatmaps_AreAskedForOnlyWhenWanted(bool wanted)
    {
        using var folder = new ScanFolder("a.jpg");
        using var maps = new ScanFolder();
        AnalysisOptions? asked = null;

        await Runner(
            (_, options, _) =>
            {
                asked = options;
                return Task.FromResult(Results.Edited());
            },
            wanted ? new HeatmapFiles(maps.Root) : null).RunAsync(Items(folder), 1, _ => { }, default);

        Assert.Equal(new AnalysisOptions { MapPng = wanted, OverlayPng = wanted }, asked);
        Assert.Equal(wanted ? 2 : 0, Directory.GetFiles(maps.Root).Length);
    }

    [Fact]
    public async Task RunAsync_MapsCannotBeWritten_ImageKeepsItsScoreAndTheScanFails()
    {
        using var folder = new ScanFolder("a.jpg");
        List<ScanOutcome> written = [];

        var summary = await Runner(
            (_, _, _) => Task.FromResult(Results.Edited()), new HeatmapFiles(folder.PathOf("a.jpg")))
            .RunAsync(Items(folder), 1, written.Add, default);

        Assert.Equal(0.8175, Assert.Single(written).Image!.Score);
        Assert.NotNull(written[0].MapProblem);
        Assert.Equal((1, 0, 1), (summary.Scored, summary.Failed, summary.ExitCode));
    }

    private static ScanRunner Runner(AnalyzeImage analyze, HeatmapFiles? heatmaps = null) =>
        new(new OpenAnalyzer(analyze, 1000, hasMap: true), new ImageReader(1000, Stream.Null), heatmaps, TimeProvider.System);

    private static IEnumerable<ScanItem> Items(ScanFolder folder) => new FileDiscovery([folder.Root], []).Find();

    /// <summary>Gives the next item when the one before has been written.</summary>
    private static IEnumerable<ScanItem> OneByOne(IEnumerable<ScanItem> items, List<ScanOutcome> written) =>
        items.Select((item, i) => SpinWait.SpinUntil(() => written.Count == i, TimeSpan.FromSeconds(30))
            ? item
            : throw new TimeoutException());

    /// <summary>Gives the next item when the one before is being analysed, so that the order of the calls is
    /// known.</summary>
    private static IEnumerable<ScanItem> OneCallEach(IEnumerable<ScanItem> items, Func<int> calls) =>
        items.Select((item, i) => SpinWait.SpinUntil(() => i <= calls(), TimeSpan.FromSeconds(30))
            ? item
            : throw new TimeoutException());
}
