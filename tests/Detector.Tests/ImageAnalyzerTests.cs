using System.Security.Cryptography;
using Detector.Calibration;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Tests.Decoding;
using Detector.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Tests;

/// <summary>The whole way, on models whose answers are computed by hand.</summary>
public sealed class ImageAnalyzerTests
{
    private const int Tile = TinyModels.TileSize;

    /// <summary>The square of <see cref="BrightSquare"/>, on map cells.</summary>
    private static readonly (int X, int Y, int Width, int Height) Square = (72, 32, 40, 24);

    [Theory]
    [InlineData("mean", 1.0)]
    [InlineData("max", 2.2)]
    public async Task AnalyzeAsync_TwoTiles_PoolsAndCalibratesAsTheManifestSays(string pooling, double logit)
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles(
            TinyModels.Tile(scale: 4, bias: -1),
            ("$.pooling.method", $"\"{pooling}\""),
            ("$.calibration", """{ "method": "platt", "scale": 0.5, "bias": 0.1 }""")));
        var png = TestPng.Encode(2 * Tile, Tile, (x, _) => x < Tile ? Level(51) : Level(204));

        var result = await host.Analyzer.AnalyzeAsync(png);

        Assert.Equal(logit, result.Logit, 1e-4);
        Assert.Equal(Sigmoid((0.5 * logit) + 0.1), result.Score, 1e-4);
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Equal(2, result.Tiles);
        Assert.Equal((2 * Tile, Tile, "png"), (result.Width, result.Height, result.Format));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(png)), result.Sha256);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task AnalyzeAsync_AnyImage_NamesModelAndDevice()
    {
        var model = TinyModels.Tile();
        await using var host = new AnalyzerHost(TestPackage.Tiles(model));

        var result = await host.Analyzer.AnalyzeAsync(TestPng.Plain(Tile, Tile, 9));

        var hash = Convert.ToHexStringLower(SHA256.HashData(model));
        Assert.Equal(new ModelIdentity("tiny-tiles", "1.2.3", hash), result.Model);
        Assert.Equal(host.Analyzer.Model, result.Model);
        Assert.Equal("cpu", result.Device);
    }

    [Theory]
    [InlineData("png", 1)]
    [InlineData("jpeg", 1)]
    [InlineData("jpeg", 3)]
    [InlineData("jpeg", 6)]
    [InlineData("jpeg", 8)]
    public async Task AnalyzeAsync_BrightSquare_IsTheRegionInTheUprightImage(string format, int orientation)
    {
        await using var host = new AnalyzerHost(FindsBrightness());

        var result = await host.Analyzer.AnalyzeAsync(BrightSquare(format, orientation));

        Assert.Equal((192, 128), (result.Width, result.Height));
        Assert.Equal((24, 16), (result.Map!.Columns, result.Map.Rows));
        for (var cell = 0; cell < result.Map.Values.Length; cell++)
        {
            var (row, column) = Math.DivRem(cell, result.Map.Columns);
            var value = result.Map.Values[cell];
            Assert.True(IsInside(column * 8, row * 8) ? value > 0.9 : value < 0.1, $"Cell {column}, {row} is {value}.");
        }

        var region = Assert.Single(result.Regions);
        Assert.Equal(Square, (region.X, region.Y, region.Width, region.Height));
        Assert.Equal(Square.Width * Square.Height / (192.0 * 128), region.Area, 1e-6);
        Assert.Equal(ManipulationKind.LocallyEdited, result.Kind.Kind);
        Assert.True(result.Kind.MapMeaningful);
    }

    [Theory]
    [InlineData("jpeg", "Q=80", 80, 0.25, null)]
    [InlineData("jpeg", "Q=60", 60, null, "outside_buckets")]
    [InlineData("png", "", null, 0.31, null)]
    [InlineData("webp", "Q=80", null, null, "unknown_compression")]
    public async Task AnalyzeAsync_PackageWithBuckets_TellsTheBucketOfTheImage(
        string format, string options, int? quality, double? found, string? notMeasured)
    {
        await using var host = new AnalyzerHost(TestPackage.TilesWithBuckets());

        var result = await host.Analyzer.AnalyzeAsync(
            TestImages.Encode(format, TestImages.Pattern(), options: options));

        Assert.Equal((quality, TestImages.Width), (result.Reliability.JpegQuality, result.Reliability.LongestSide));
        Assert.Equal(found, result.Reliability.Bucket?.TprAt1Fpr);
        Assert.Equal(notMeasured, result.Reliability.NotMeasured);
    }

    [Fact]
    public async Task AnalyzeAsync_PackageWithoutBuckets_SaysSo()
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles());

        var result = await host.Analyzer.AnalyzeAsync(TestPng.Plain(Tile, Tile, 9));

        Assert.Null(result.Reliability.Bucket);
        Assert.Equal(NotMeasuredReason.NoBuckets, result.Reliability.NotMeasured);
    }

    [Fact]
    public async Task AnalyzeAsync_NoEvidence_ReportsNoRegions()
    {
        await using var host = new AnalyzerHost(FindsBrightness(bias: -10));

        var result = await host.Analyzer.AnalyzeAsync(BrightSquare("png", 1));

        Assert.Equal(Verdict.NoEvidence, result.Verdict);
        Assert.Empty(result.Regions);
        Assert.True(result.Map!.Coverage(0.9) > 0);
    }

    [Fact]
    public async Task AnalyzeAsync_PngsAskedFor_ShowTheMapInTheSizeOfTheImage()
    {
        await using var host = new AnalyzerHost(FindsBrightness());
        var decoder = host.Services.GetRequiredService<IImageDecoder>();
        var file = BrightSquare("png", 1);

        var plain = await host.Analyzer.AnalyzeAsync(file);
        var drawn = await host.Analyzer.AnalyzeAsync(file, new AnalysisOptions { MapPng = true, OverlayPng = true });

        Assert.Null(plain.MapPng);
        Assert.Null(plain.OverlayPng);
        using var map = decoder.Decode(drawn.MapPng);
        using var overlay = decoder.Decode(drawn.OverlayPng);
        Assert.Equal((192, 128), (map.Width, map.Height));
        Assert.Equal((192, 128), (overlay.Width, overlay.Height));
        Assert.InRange(map.Pixels.Row(44)[3 * 92], 230, 255);
        Assert.InRange(map.Pixels.Row(100)[3 * 20], 0, 25);
        Assert.NotEqual(overlay.Pixels.Row(44)[3 * 92], overlay.Pixels.Row(44)[(3 * 92) + 2]);
    }

    [Theory]
    [InlineData("nhwc", "bgr")]
    [InlineData("nhwc", "rgb")]
    [InlineData("nchw", "bgr")]
    [InlineData("nchw", "rgb")]
    public async Task AnalyzeAsync_ResizingClassifier_RunsByManifestAlone(string layout, string channels)
    {
        float[][] weights = [[1, 0], [0, 1], [0.5f, -0.5f]];
        var model = TinyModels.Classifier(layout == "nchw", 32, weights, statedClasses: 2);
        await using var host = new AnalyzerHost(new TestPackage(
            model, TestPackage.ClassifierManifest, ("$.input.layout", $"\"{layout}\""), ("$.input.channels", $"\"{channels}\"")));

        var result = await host.Analyzer.AnalyzeAsync(
            TestPng.Encode(100, 80, (_, _) => (200, 100, 50)), new AnalysisOptions { MapPng = true });

        // One colour stays what it is under any resampling.
        double[] bytes = channels == "rgb" ? [200, 100, 50] : [50, 100, 200];
        double[] mean = [0.406, 0.456, 0.485];
        double[] std = [0.225, 0.224, 0.229];
        double[] values = [.. bytes.Select((value, i) => ((value / 255) - mean[i]) / std[i])];
        var logit = values[1] - (0.5 * values[2]) - (values[0] + (0.5 * values[2]));
        Assert.Equal(logit, result.Logit, 1e-3);
        Assert.Equal(Sigmoid((0.5 * logit) - 0.25), result.Score, 1e-3);
        Assert.Equal((1, 100, 80), (result.Tiles, result.Width, result.Height));
        Assert.Null(result.Map);
        Assert.Null(result.MapPng);
        Assert.Empty(result.Regions);
        Assert.False(result.Kind.MapMeaningful);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task AnalyzeAsync_MoreTilesThanAllowed_SaysThatItSampled()
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles(null, ("$.framing.max_tiles", "4")));

        var result = await host.Analyzer.AnalyzeAsync(TestPng.Plain(4 * Tile, 4 * Tile, 100));

        Assert.Equal(4, result.Tiles);
        Assert.Contains("takes 16 tiles and the model allows 4", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.InRange(result.Map!.CoveredShare, 0.24, 0.26);
    }

    [Fact]
    public async Task AnalyzeAsync_ImageSmallerThanATile_SaysSo()
    {
        await using var host = new AnalyzerHost(
            TestPackage.Tiles(), services => services.Configure<DecodingOptions>(options => options.MinSide = 16));

        var result = await host.Analyzer.AnalyzeAsync(TestPng.Plain(100, 40, 51));

        Assert.Contains("100x40 and smaller than one 64-pixel tile", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(0.2, result.Logit, 1e-5);
    }

    [Fact]
    public async Task AnalyzeAsync_ManyBadImages_SayWhyAndHoldNoBudget()
    {
        await using var host = new AnalyzerHost(
            TestPackage.Tiles(), services => services.Configure<DetectorOptions>(o => o.PixelBudgetBytes = 1 << 20));
        var whole = TestPng.Encode(500, 500, (x, y) => ((byte)(x * y), (byte)(x ^ y), (byte)(x + (y * 7))));

        for (var i = 0; i < 5; i++)
        {
            var text = await Assert.ThrowsAsync<AnalysisException>(() => host.Analyzer.AnalyzeAsync("no image"u8.ToArray()));
            var torn = await Assert.ThrowsAsync<AnalysisException>(
                () => host.Analyzer.AnalyzeAsync(whole.AsMemory(0, whole.Length / 2)));
            Assert.Equal(AnalysisErrorReason.NotAnImage, text.Reason);
            Assert.Equal(AnalysisErrorReason.CorruptImage, torn.Reason);
        }

        Assert.Equal(500, (await host.Analyzer.AnalyzeAsync(whole)).Width);
    }

    [Fact]
    public async Task AnalyzeAsync_ModelAnswersNoNumber_FailsThatImageOnly()
    {
        await using var host = new AnalyzerHost(TestPackage.Tiles(
            TinyModels.NotFiniteForBlack(), ("$.outputs.map", "null"), ("$.regions", "null")));

        var failure = await Assert.ThrowsAsync<AnalysisException>(
            () => host.Analyzer.AnalyzeAsync(TestPng.Plain(Tile, Tile, 0)));

        Assert.Equal(AnalysisErrorReason.InferenceFailed, failure.Reason);
        Assert.Equal(0, (await host.Analyzer.AnalyzeAsync(TestPng.Plain(Tile, Tile, 255))).Logit, 1e-4);
    }

    [Fact]
    public async Task AnalyzeAsync_Timings_AddUpToAtMostTheTotal()
    {
        await using var host = new AnalyzerHost(FindsBrightness());
        var options = new AnalysisOptions { MapPng = true, OverlayPng = true };

        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => host.Analyzer.AnalyzeAsync(BrightSquare("jpeg", 6), options)));

        Assert.All(results.Select(result => result.Timings), timings =>
        {
            TimeSpan[] stages =
                [timings.Decode, timings.Preprocess, timings.Queue, timings.Inference, timings.Postprocess];
            Assert.All(stages, stage => Assert.True(stage >= TimeSpan.Zero, $"{stage} is negative."));
            Assert.InRange(stages.Aggregate((sum, stage) => sum + stage), TimeSpan.FromTicks(1), timings.Total);
        });
    }

    /// <summary>Map logit 10 for white and -10 for black; the image's verdict is driven by the brightest tile.</summary>
    private static TestPackage FindsBrightness(double bias = 10) => TestPackage.Tiles(
        TinyModels.Tile(scale: 20, bias: -10),
        ("$.pooling.method", "\"max\""),
        ("$.calibration", $$"""{ "method": "platt", "scale": 1, "bias": {{bias}} }"""));

    /// <summary>192 x 128 when upright: black with a white square, stored the way an Exif orientation says.</summary>
    private static byte[] BrightSquare(string format, int orientation)
    {
        var (width, height) = orientation >= 5 ? (128, 192) : (192, 128);
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var (row, column) = Math.DivRem(i, width);

            // Where the stored pixel belongs, Exif 2.32, tag 0x0112: 3 is upside down, 6 lies on its left side, 8 on its right.
            var (x, y) = orientation switch
            {
                3 => (width - 1 - column, height - 1 - row),
                6 => (height - 1 - row, column),
                8 => (row, width - 1 - column),
                _ => (column, row),
            };
            pixels.AsSpan(3 * i, 3).Fill(IsInside(x, y) ? byte.MaxValue : byte.MinValue);
        }

        return TestImages.Encode(format, pixels, 3, width, height, edit: image => image.Orientation = orientation);
    }

    private static bool IsInside(int x, int y) =>
        x >= Square.X && x < Square.X + Square.Width && y >= Square.Y && y < Square.Y + Square.Height;

    private static (byte Red, byte Green, byte Blue) Level(byte level) => (level, level, level);

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));
}
