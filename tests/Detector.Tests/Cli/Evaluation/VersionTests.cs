using Detector.Cli.Evaluation.Scoring;
using Detector.Cli.Evaluation.Versions;
using Detector.Decoding;
using Detector.Evidence;
using Detector.Heatmaps;
using Detector.Tests.Decoding;
using Detector.Tests.Preprocessing;
using Detector.Tests.Support;

namespace Detector.Tests.Cli.Evaluation;

public sealed class VersionTests
{
    [Theory]
    [InlineData("none", "none")]
    [InlineData(" crop:512, resize:0.75 ,JPEG:90", "crop:512,resize:0.75,jpeg:90")]
    public void Parse_Chain_ReadsBack(string text, string chain) => Assert.Equal(chain, $"{VersionChain.Parse(text)}");

    [Theory]
    [InlineData("jpg:90", "\"jpg:90\" is no step. Allowed are jpeg:QUALITY")]
    [InlineData("jpeg", "jpeg takes a whole number from 1 to 100, such as jpeg:90")]
    [InlineData("jpeg:101", "whole number from 1 to 100")]
    [InlineData("jpeg:89.5", "whole number from 1 to 100")]
    [InlineData("resize:0", "number from 0.05 to 8, such as resize:0.75")]
    [InlineData("resize:-1", "number from 0.05 to 8")]
    public void Parse_BadStep_SaysWhatIsAllowed(string text, string message) => Assert.Contains(
        message, Assert.Throws<FormatException>(() => VersionChain.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("jpeg:90", "jpeg:75", "jpeg:75")]
    [InlineData("jpeg:90", "resize:0.5", "resize:0.5,jpeg:90")]
    [InlineData("crop:512,jpeg:90", "resize:0.5", "crop:512,resize:0.5,jpeg:90")]
    [InlineData("crop:512,jpeg:90", "webp:70", "crop:512,webp:70")]
    [InlineData("none", "webp:70", "webp:70")]
    [InlineData("resize:0.8,jpeg:90", "jpeg:50", "resize:0.8,jpeg:50")]
    public void Under_Condition_ReplacesTheLastEncodingOrComesBeforeIt(string chain, string condition, string expected) =>
        Assert.Equal(expected, $"{VersionChain.Parse(chain).Under(VersionStep.Parse(condition))}");

    [Fact]
    public void Plan_SweepAndReliability_ScoreEachVersionOnce()
    {
        var plan = new VersionPlan(VersionChain.Parse("jpeg:90"), sweep: true, grid: true, reliability: true);

        Assert.Equal(plan.All.Count, plan.All.Distinct().Count());
        Assert.Equal("jpeg:90", $"{plan.All[0]}");
        // Twelve conditions, one of which is the main version, with it; the grid's; the files as they are.
        Assert.Equal(14, plan.All.Count);
    }

    [Fact]
    public void Make_None_IsTheFileItself()
    {
        var file = TestPng.Plain(96, 64, 100);
        using var decoded = TestImages.Decoder().Decode(file);

        Assert.Equal(file, Maker().Make(file, decoded, VersionChain.None).Encoded.ToArray());
    }

    [Theory]
    [InlineData("jpeg:90", "jpeg", 160, 128)]
    [InlineData("webp:80", "webp", 160, 128)]
    [InlineData("resize:0.75", "png", 120, 96)]
    [InlineData("jpeg:95,resize:1.5,jpeg:70", "jpeg", 240, 192)]
    [InlineData("crop:96", "png", 96, 96)]
    public void Make_Chain_GivesThatFileAndLeavesTheOriginal(string chain, string format, int width, int height)
    {
        using var decoded = new DecodedImage(TestPixels.Pattern(160, 128), "png", []);
        var before = TestPixels.Bytes(decoded.Pixels);

        var version = Maker().Make(default, decoded, VersionChain.Parse(chain));

        using var made = TestImages.Decoder().Decode(version.Encoded.Span);
        Assert.Equal((format, width, height), (made.Format, made.Width, made.Height));
        Assert.Equal(before, TestPixels.Bytes(decoded.Pixels));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(75)]
    [InlineData(95)]
    public void Make_Jpeg_HasTheQualityAskedFor(int quality)
    {
        using var decoded = new DecodedImage(TestPixels.Pattern(96, 64), "png", []);

        var version = Maker().Make(default, decoded, VersionChain.Parse($"jpeg:{quality}"));

        Assert.Equal(quality, JpegQuality.Estimate(version.Encoded.Span));
    }

    [Fact]
    public void Make_ResizeAlone_KeepsPixelsLossless()
    {
        using var decoded = new DecodedImage(TestPixels.Plain(128, 128, 10, 200, 30), "png", []);

        var version = Maker().Make(default, decoded, VersionChain.Parse("resize:0.5"));
        using var made = TestImages.Decoder().Decode(version.Encoded.Span);

        Assert.Equal(TestPixels.Bytes(TestPixels.Plain(64, 64, 10, 200, 30)), TestPixels.Bytes(made.Pixels));
    }

    [Fact]
    public void Make_Crop_SaysWhereItLies()
    {
        using var decoded = new DecodedImage(TestPixels.Pattern(200, 100), "png", []);

        var version = Maker().Make(default, decoded, VersionChain.Parse("crop:64,resize:2"));

        Assert.Equal(new PictureFrame(64, 16, 64, 64, 200, 100), version.Frame);
    }

    [Fact]
    public void Make_TooSmallInBetween_IsRefused()
    {
        using var decoded = new DecodedImage(TestPixels.Pattern(96, 96), "png", []);

        var e = Assert.Throws<AnalysisException>(
            () => Maker().Make(default, decoded, VersionChain.Parse("resize:0.5,jpeg:90,webp:90")));

        Assert.Equal(AnalysisErrorReason.TooSmall, e.Reason);
    }

    [Fact]
    public void Mask_ZeroAndOne_MarksTheCellsUnderIt()
    {
        using var picture = new DecodedImage(TestPixels.Pattern(128, 64), "png", []);
        // Half as large as its picture, and 1 where edited: the right half.
        var mask = MaskFile.Read(
            TestPng.Encode(64, 32, (x, _) => x < 32 ? ((byte)0, (byte)0, (byte)0) : ((byte)1, (byte)1, (byte)1)), picture);
        var map = new HeatGrid(16, 8, 8, 8, 128, 64, new float[128]);

        var edited = mask.On(map, PictureFrame.Whole(128, 64));

        Assert.Equal(Enumerable.Range(0, 128).Select(i => i % 16 >= 8), edited);
    }

    [Fact]
    public void Mask_CutVersion_IsReadWhereTheCutLies()
    {
        using var picture = new DecodedImage(TestPixels.Pattern(128, 64), "png", []);
        var mask = MaskFile.Read(TestPng.Encode(128, 64, (x, _) => ((byte)(x >= 96 ? 255 : 0), (byte)0, (byte)0)), picture);
        var map = new HeatGrid(4, 4, 16, 16, 64, 64, new float[16]);

        // The right half of the picture: edited from its middle on.
        var edited = mask.On(map, new PictureFrame(64, 0, 64, 64, 128, 64));

        Assert.Equal(Enumerable.Range(0, 16).Select(i => i % 4 >= 2), edited);
    }

    [Theory]
    [InlineData(64, 64, 255, "another shape")]
    [InlineData(128, 64, 0, "black")]
    public void Mask_OfNoUse_IsRefused(int width, int height, byte level, string message)
    {
        using var picture = new DecodedImage(TestPixels.Pattern(128, 64), "png", []);

        var e = Assert.Throws<AnalysisException>(() => MaskFile.Read(TestPng.Plain(width, height, level), picture));

        Assert.Equal(ScoringReason.BadMask, e.Reason);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sharpness_ByHand_IsTheRatioOfVariances()
    {
        // One bright pixel in the middle of 5 x 5: of the inner 3 x 3, one is 100; the Laplacian is -400 there and 100 beside it.
        using var pixels = TestPixels.Plain(5, 5, 0, 0, 0);
        pixels.Row(2).Slice(6, 3).Fill(100);
        var grey = (100.0 * 100 / 9) - (100.0 / 9 * (100.0 / 9));
        var edges = ((400.0 * 400) + (4 * 100.0 * 100)) / 9;

        Assert.Equal(Math.Log((edges + 0.1) / (grey + 1)), Sharpness.Of(pixels), 9);
    }

    private static VersionMaker Maker() => new(TestImages.Decoder());
}
