using Detector.Decoding;
using Detector.Inference;
using Detector.ModelPackages;
using Microsoft.Extensions.Options;

namespace Detector.Tests.EndToEnd;

public class BundledModelTests
{
    [Theory]
    [InlineData("trace")]
    [InlineData("trace-small")]
    public async Task ModelVerify_BundledModel_IsSound(string name)
    {
        var model = Path.Combine(Repository.Root, "models", name);
        var run = await Repository.RunAsync("model", "verify", model, "--device", "cpu");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("The package is sound", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void GoldenSet_OnCpu_MatchesTrainingCodeToOneTenThousandth()
    {
        var package = ModelPackage.Load(Repository.Model);
        using var backend = OnnxBackend.CreateCpu(package, new InferenceOptions());

        var deviation = new GoldenCheck(package, new VipsImageDecoder(Options.Create(new DecodingOptions())))
            .LargestDeviation(backend);

        Assert.NotEmpty(GoldenSet.Load(package).Cases);
        Assert.InRange(deviation, 0, 1e-4);
    }

    [Fact]
    public void Manifest_OfBundledModel_StatesWhatItsThresholdsRestOn()
    {
        var manifest = ModelPackage.Load(Repository.Model).Manifest;

        Assert.All([manifest.Verdicts.Inconclusive, manifest.Verdicts.LikelyManipulated], threshold =>
        {
            Assert.True(threshold.Negatives >= 100, $"{threshold.Negatives} unmanipulated pictures");
            Assert.Equal(2, threshold.FalsePositiveRate95!.Count);
        });
        Assert.True(File.Exists(Path.Combine(Repository.Model, "MODEL_CARD.md")));
    }

    [Fact]
    public async Task Scan_Samples_ScoresEveryPictureAndNothingElse()
    {
        var run = await Repository.RunAsync("scan", Path.Combine(Repository.Root, "samples"), "--format", "jsonl");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(
            ["camera-1.jpg", "camera-2.jpg", "camera-3.png", "edited-1.jpg", "generated-1.jpg"],
            run.Lines.Select(line => Path.GetFileName(line.GetProperty("path").GetString()!)));
        Assert.All(run.Lines, line => Assert.InRange(line.GetProperty("score").GetDouble(), 0, 1));
    }

    [Fact]
    public async Task Scan_EditedSample_ScoresHigherThanItsOriginalAndPointsAtTheEdit()
    {
        var maps = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"maps-{Guid.NewGuid():n}"));
        try
        {
            var samples = Path.Combine(Repository.Root, "samples");
            var run = await Repository.RunAsync(
                "scan", Path.Combine(samples, "camera-1.jpg"), Path.Combine(samples, "edited-1.jpg"), "--format", "jsonl",
                "--heatmaps", maps.FullName);

            Assert.True(run.ExitCode == 0, run.Error);
            var scores = run.Lines.Select(line => line.GetProperty("score").GetDouble()).ToArray();
            Assert.True(scores[1] > scores[0], $"original {scores[0]}, edited {scores[1]}");
            var (inside, outside) = MapMeans(Path.Combine(maps.FullName, "edited-1.jpg.map.png"));
            Assert.True(inside > outside, $"inside the edit {inside}, outside {outside}");
        }
        finally
        {
            maps.Delete(recursive: true);
        }
    }

    private static (double Inside, double Outside) MapMeans(string mapFile)
    {
        var decoder = new VipsImageDecoder(Options.Create(new DecodingOptions()));
        using var map = decoder.Decode(File.ReadAllBytes(mapFile));
        using var mask = decoder.Decode(File.ReadAllBytes(
            Path.Combine(Repository.Root, "tests", "assets", "samples", "edited-1.mask.png")));
        Assert.Equal((mask.Width, mask.Height), (map.Width, map.Height));
        double inside = 0, outside = 0;
        long insideCount = 0, outsideCount = 0;
        for (var y = 0; y < map.Height; y++)
        {
            var mapRow = map.Pixels.Row(y);
            var maskRow = mask.Pixels.Row(y);
            for (var x = 0; x < mapRow.Length; x += PixelBuffer.Channels)
            {
                if (maskRow[x] > 127)
                {
                    inside += mapRow[x];
                    insideCount++;
                }
                else
                {
                    outside += mapRow[x];
                    outsideCount++;
                }
            }
        }

        return (inside / insideCount, outside / outsideCount);
    }
}
