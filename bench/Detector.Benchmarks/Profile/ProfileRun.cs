using System.Diagnostics;
using Detector.Batching;
using Microsoft.Extensions.Options;

namespace Detector.Benchmarks.Profile;

/// <summary>Analyses images through the library as a scan does, and measures what that is compared with.</summary>
internal sealed class ProfileRun(ProfileSettings settings, TimeProvider time)
{
    /// <summary>Different pictures, over and over: all of them would count as the library's memory.</summary>
    private const int DistinctPictures = 4;

    /// <summary>Images of the runs that go one by one.</summary>
    private const int SingleImages = 4;

    private readonly byte[][] _pictures =
    [
        .. Enumerable.Range(1, Math.Min(settings.Images, DistinctPictures))
            .Select(seed => TestPictures.Jpeg(settings.Size.Width, settings.Size.Height, seed)),
    ];

    public async Task<ProfileReport> RunAsync()
    {
        await using var detector = new MeasuredDetector(settings.ModelDirectory);
        var analyzer = detector.Analyzer;
        await AnalyzeAsync(analyzer, images: settings.Parallel, settings.Parallel);

        var alone = await AnalyzeAsync(analyzer, SingleImages, parallel: 1);
        var loaded = await AnalyzeAsync(analyzer, settings.Images, settings.Parallel);

        // Before the comparisons, which are not the library's.
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var preparation = new PreparationCost(detector).CpuPerImage(_pictures, SingleImages);
        var largestBatch = detector.Get<IOptions<BatchingOptions>>().Value.TilesOn(analyzer.Device);
        var bare = new BareRates(detector.Package, analyzer.Device, time).Measure(largestBatch);
        return new ProfileReport
        {
            Model = analyzer.Model,
            Device = analyzer.Device,
            Cores = Environment.ProcessorCount,
            Settings = settings,
            JpegBytes = _pictures[0].Length,
            Tiles = loaded.Tiles,
            WallSeconds = loaded.Wall.TotalSeconds,
            CpuSeconds = loaded.Cpu.TotalSeconds,
            PreparationCpuSecondsPerImage = preparation.TotalSeconds,
            PreparationWallShare = alone.Stages.PreparationShare,
            StageMillisecondsAlone = alone.Stages.MeanMilliseconds(),
            StageMillisecondsLoaded = loaded.Stages.MeanMilliseconds(),
            BareTilesPerSecond = bare,
            PeakWorkingSetBytes = peak,
        };
    }

    private async Task<Pass> AnalyzeAsync(ImageAnalyzer analyzer, int images, int parallel)
    {
        var stages = new StageTotals();
        var tiles = 0;
        var gate = new Lock();
        var cpu = Environment.CpuUsage.TotalTime;
        var start = time.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, images),
            new ParallelOptions { MaxDegreeOfParallelism = parallel },
            async (image, cancellation) =>
            {
                var picture = _pictures[image % _pictures.Length];
                var result = await analyzer.AnalyzeAsync(picture, options: null, cancellation);
                lock (gate)
                {
                    stages.Add(result.Timings);
                    tiles += result.Tiles;
                }
            });
        return new Pass(time.GetElapsedTime(start), Environment.CpuUsage.TotalTime - cpu, tiles, stages);
    }

    /// <summary>What one run over some images took.</summary>
    private sealed record Pass(TimeSpan Wall, TimeSpan Cpu, int Tiles, StageTotals Stages);
}
