using System.Collections.Concurrent;
using Detector.Batching;
using Detector.Decoding;
using Detector.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Tests;

/// <summary>Many images at once, callers that leave, and nothing left behind.</summary>
public sealed class ImageAnalyzerConcurrencyTests
{
    [Fact]
    public async Task AnalyzeAsync_SixtyFourAtOnce_GiveTheResultsOfOneByOne()
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles(TinyModels.Tile(scale: 8, bias: -3)));
        byte[][] files = [.. Enumerable.Range(1, 64).Select(Picture)];
        var expected = new List<AnalysisResult>();
        foreach (var file in files)
        {
            expected.Add(await host.Analyzer.AnalyzeAsync(file));
        }

        var together = await Task.WhenAll(files.Select(file => host.Analyzer.AnalyzeAsync(file)));

        Assert.Equal(64, expected.Select(result => result.Logit).Distinct().Count());
        foreach (var (alone, amongMany) in expected.Zip(together))
        {
            Assert.Equal(alone.Sha256, amongMany.Sha256);
            Assert.Equal(alone.Logit, amongMany.Logit, 1e-5);
            Assert.Equal(alone.Tiles, amongMany.Tiles);
            Assert.Equal(alone.Regions.Count, amongMany.Regions.Count);
            Assert.All(alone.Map!.Values.Zip(amongMany.Map!.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public async Task AnalyzeAsync_CancelledBefore_DecodesNothing()
    {
        var decoder = new WatchedDecoder();
        await using var host = new AnalyzerHost(TestPackage.Tiles(), Use(decoder));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.Analyzer.AnalyzeAsync(Picture(1), null, new CancellationToken(canceled: true)));

        Assert.Empty(decoder.Images);
    }

    [Fact]
    public async Task AnalyzeAsync_CancelledWhileDecoding_FreesThePixelsAndTheBudget()
    {
        using var cancellation = new CancellationTokenSource();
        var decoder = new WatchedDecoder { OnDecode = cancellation.Cancel };
        await using var host = new AnalyzerHost(TestPackage.Tiles(), services =>
        {
            Use(decoder)(services);
            services.Configure<DetectorOptions>(options => options.PixelBudgetBytes = 1 << 20);
        });
        var large = TestPng.Plain(1000, 700, 100);

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.Analyzer.AnalyzeAsync(large, null, cancellation.Token));

        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.Throws<ObjectDisposedException>(() => Assert.Single(decoder.Images).Pixels.Row(0).Length);
        Assert.Equal(700, (await host.Analyzer.AnalyzeAsync(large)).Height);
    }

    [Fact]
    public async Task AnalyzeAsync_CallersLeaveAtAnyTime_OthersAreRightAndAllPixelsAreFreed()
    {
        var decoder = new WatchedDecoder();
        await using var host = new AnalyzerHost(TestPackage.Tiles(), services =>
        {
            Use(decoder)(services);
            services.Configure<DetectorOptions>(options => options.PixelBudgetBytes = 1 << 20);
        });

        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => Task.Run(async () =>
        {
            var random = new Random(i);
            var level = (byte)random.Next(1, 256);
            using var cancellation = new CancellationTokenSource();
            var analysis = host.Analyzer.AnalyzeAsync(TestPng.Plain(300, 200, level), null, cancellation.Token);
            try
            {
                for (var yields = random.Next(30); i % 2 == 0 && yields >= 0; yields--)
                {
                    await Task.Yield();
                }

                await (i % 2 == 0 ? cancellation.CancelAsync() : Task.CompletedTask);
                Assert.Equal(level / 255.0, (await analysis).Logit, 1e-4);
            }
            catch (OperationCanceledException) when (i % 2 == 0)
            {
            }
        })));

        Assert.InRange(decoder.Images.Count, 75, 150);
        Assert.All(decoder.Images, image => Assert.Throws<ObjectDisposedException>(() => image.Pixels.Row(0).Length));
    }

    [Fact]
    public async Task AnalyzeAsync_Failure_FreesThePixels()
    {
        var decoder = new WatchedDecoder();
        await using var host = new AnalyzerHost(TestPackage.Tiles(
            TinyModels.NotFiniteForBlack(), ("$.outputs.map", "null"), ("$.regions", "null")), Use(decoder));

        await Assert.ThrowsAsync<AnalysisException>(() => host.Analyzer.AnalyzeAsync(TestPng.Plain(64, 64, 0)));

        Assert.Throws<ObjectDisposedException>(() => Assert.Single(decoder.Images).Pixels.Row(0).Length);
    }

    [Fact]
    public async Task AnalyzeAsync_ManyImagesWithPngs_LeaveNoFileInTheWorkingDirectory()
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles());
        var options = new AnalysisOptions { MapPng = true, OverlayPng = true };
        var before = WorkingDirectory();

        await Task.WhenAll(Enumerable.Range(1, 30).Select(i => host.Analyzer.AnalyzeAsync(Picture(i), options)));

        Assert.Equal(before, WorkingDirectory());
    }

    [Fact]
    public async Task AnalyzeAsync_NoRoom_RefusesBeforeDecodingAndLetsTheNextOneInLater()
    {
        using var held = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        var decoder = new WatchedDecoder
        {
            OnDecode = () =>
            {
                entered.Set();
                held.Wait(TimeSpan.FromSeconds(30));
            },
        };
        await using var host = new AnalyzerHost(TestPackage.Tiles(), services =>
        {
            Use(decoder)(services);
            services.Configure<BatchingOptions>(options => options.MaxQueuedTiles = 1);
        });
        var refusing = new AnalysisOptions { WhenFull = WhenFull.Refuse };
        var inside = host.Analyzer.AnalyzeAsync(Picture(1), refusing);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(30)));
        Assert.NotEqual(0, host.Analyzer.Load.BulkTiles);

        var refusal = await Assert.ThrowsAsync<OverloadedException>(() => host.Analyzer.AnalyzeAsync(Picture(2), refusing));

        Assert.Equal(OverloadedException.QueueFull, refusal.Reason);
        Assert.Single(decoder.Images);
        held.Set();
        await inside;
        await host.Analyzer.AnalyzeAsync(Picture(2), refusing);
        Assert.Equal(0, host.Analyzer.Load.BulkTiles);
    }

    [Fact]
    public async Task AnalyzeAsync_DeadlinePassesOnTheWay_ThrowsTimeoutAndFreesThePixels()
    {
        using var time = new ManualTimeProvider();
        var decoder = new WatchedDecoder { OnDecode = () => time.Advance(TimeSpan.FromSeconds(2)) };
        await using var host = new AnalyzerHost(TestPackage.Tiles(), services =>
        {
            Use(decoder)(services);
            services.AddSingleton<TimeProvider>(time);
        });

        await Assert.ThrowsAsync<TimeoutException>(() => host.Analyzer.AnalyzeAsync(
            Picture(1), new AnalysisOptions { Deadline = time.GetUtcNow().AddSeconds(1) }));

        Assert.Throws<ObjectDisposedException>(() => Assert.Single(decoder.Images).Pixels.Row(0).Length);
    }

    [Fact]
    public async Task DisposeAsync_BesideTheContainers_IsFineAndLaterCallsAreCancelled()
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles());
        await host.Analyzer.AnalyzeAsync(Picture(1));

        await host.Analyzer.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Analyzer.AnalyzeAsync(Picture(2)));
    }

    /// <summary>Of a size and with contents of its own.</summary>
    private static byte[] Picture(int seed) => TestPng.Encode(
        64 + (seed * 5 % 200), 64 + (seed * 11 % 150),
        (x, y) => ((byte)(x + seed), (byte)((y * seed) + x), (byte)(seed * 4)));

    private static Action<IServiceCollection> Use(IImageDecoder decoder) =>
        services => services.AddSingleton(decoder);

    /// <summary>All files but the packages that other tests write beside this one.</summary>
    private static string[] WorkingDirectory()
    {
        // Other tests, which run at the same time, write to these.
        string[] others = ["packages", "scans"];
        var passedOver = others.Select(name => Path.Combine(AppContext.BaseDirectory, name) + Path.DirectorySeparatorChar);
        return [.. Directory.EnumerateFiles(Environment.CurrentDirectory, "*", SearchOption.AllDirectories)
            .Where(file => !passedOver.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Keeps what it decoded.</summary>
    private sealed class WatchedDecoder : IImageDecoder
    {
        private readonly TestPngDecoder _inner = new();

        public ConcurrentBag<DecodedImage> Images { get; } = [];

        public Action OnDecode { get; set; } = () => { };

        public ImageHeader ReadHeader(ReadOnlySpan<byte> encoded) => _inner.ReadHeader(encoded);

        public DecodedImage Decode(ReadOnlySpan<byte> encoded)
        {
            var image = _inner.Decode(encoded);
            Images.Add(image);
            OnDecode();
            return image;
        }
    }
}
