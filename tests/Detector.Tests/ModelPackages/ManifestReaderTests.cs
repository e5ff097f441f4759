using System.Text;
using System.Text.Json.Nodes;
using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

public sealed class ManifestReaderTests
{
    [Fact]
    public void Read_TilesExample_FillsEveryField()
    {
        var manifest = Accepted(Examples.Tiles());

        Assert.Equal("example-tiles", manifest.Name);
        Assert.Equal([0.5f, 0.5f, 0.5f], manifest.Input.Mean);
        Assert.Equal(ChannelOrder.Rgb, manifest.Input.Channels);
        Assert.Equal(
            new FramingSpec { Method = FramingMethod.Tiles, Size = 256, Overlap = 64, MaxTiles = 64 },
            manifest.Framing);
        Assert.Equal(new MapOutputSpec("map", OutputKind.Logit, 16), manifest.Outputs.Map);
        Assert.Equal(0.3, manifest.Pooling.Top3Weight);
        Assert.Equal(-0.1, manifest.Pooling.LogCountWeight);
        Assert.Equal([0.006, 0.015], manifest.Verdicts.LikelyManipulated.FalsePositiveRate95!);
        Assert.Equal(0.6, manifest.Kinds.Midpoint);
        Assert.Equal(new RegionsSpec(0.5, 4, 16), manifest.Regions);
        Assert.Equal([85, 100], manifest.Reliability![0].JpegQuality!);
        Assert.Equal([512, null], manifest.Reliability[0].LongestSide);
        Assert.Equal((0.31, 120, 400), (
            manifest.Reliability[0].TprAt1Fpr, manifest.Reliability[0].Positives, manifest.Reliability[0].Negatives));
        Assert.Null(manifest.Reliability[1].JpegQuality);
        Assert.Equal(new GoldenSpec("golden/golden.json", 0.02), manifest.Golden);
    }

    [Fact]
    public void Read_ClassifierExample_TakesDefaultsForWhatIsLeftOut()
    {
        var manifest = Accepted(Examples.Classifier());

        Assert.Equal(new ScoreOutputSpec("logits", OutputKind.Softmax, 1), manifest.Outputs.Score);
        Assert.Equal(ResampleFilter.Bicubic, manifest.Framing.Filter);
        Assert.Equal(1, manifest.Framing.MaxTiles);
        Assert.Equal(1, manifest.Pooling.K);
        Assert.Equal(10, manifest.Kinds.Slope);
        Assert.Equal(1, manifest.Calibration.Scale);
        Assert.Null(manifest.Outputs.Map);
        Assert.Null(manifest.Regions);
        Assert.Null(manifest.Golden);
    }

    [Fact]
    public void Read_ByteOrderMark_IsAccepted()
    {
        var problems = new ProblemList("m");
        byte[] text = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Examples.Tiles().ToJsonString())];

        Assert.NotNull(ManifestReader.Read(text, problems));
        Assert.False(problems.Any);
    }

    [Theory]
    [InlineData("$.regions", "null")]
    [InlineData("$.golden", "null")]
    [InlineData("$.reliability", "null")]
    [InlineData("$.reliability", "[]")]
    [InlineData("$.reliability[0].jpeg_quality", "[1, 1]")]
    [InlineData("$.reliability[0].longest_side", "[1, 1]")]
    [InlineData("$.reliability[0].interval95", "[0.31, 0.31]")]
    [InlineData("$.calibration.fitted_on", "null")]
    [InlineData("$.framing.overlap", "128")]
    [InlineData("$.framing.size", "4096")]
    [InlineData("$.framing.max_tiles", "4096")]
    [InlineData("$.verdicts.inconclusive.threshold", "0.9")]
    [InlineData("$.verdicts.inconclusive.negatives", "0")]
    [InlineData("$.outputs.map.stride", "1")]
    public void Read_ValueAtItsLimit_IsAccepted(string path, string value) =>
        Accepted(Examples.Tiles().Set(path, value));

    [Theory]
    [InlineData("{ \"format_version\": 1,\n  \"name\": }", "line 2, column 11", "not valid JSON")]
    [InlineData("{ \"format_version\": 1, // first\n }", "line 1", "comments")]
    [InlineData("{ \"format_version\": 1, }", "line 1, column 24", "trailing commas")]
    [InlineData("", "line 1, column 1", "not valid JSON")]
    public void Read_InvalidJson_NamesThePlace(string text, string place, string word)
    {
        var problem = Assert.Single(Refused(Encoding.UTF8.GetBytes(text)));

        Assert.Null(problem.Field);
        Assert.Contains(place, problem.Message, StringComparison.Ordinal);
        Assert.Contains(word, problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherEncoding_IsRefused()
    {
        var problem = Assert.Single(Refused([.. Encoding.Unicode.GetPreamble(), .. "{}"u8]));

        Assert.Contains("UTF-8", problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HalfOfACharacter_IsRefused()
    {
        var text = Examples.Tiles().ToJsonString().Replace("example-tiles", @"\ud800", StringComparison.Ordinal);

        Assert.Single(Refused(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Read_RepeatedField_IsRefused()
    {
        var text = Examples.Tiles().ToJsonString().Replace(
            "\"overlap\":64", "\"overlap\":64,\"overlap\":32", StringComparison.Ordinal);

        var problem = Assert.Single(Refused(Encoding.UTF8.GetBytes(text)));

        Assert.Equal("$.framing.overlap", problem.Field);
        Assert.Contains("twice", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.framing.overlapp", "Did you mean overlap?")]
    [InlineData("$.license", "Did you mean licence?")]
    [InlineData("$.outputs.score.Kind", "Did you mean kind?")]
    [InlineData("$.model.url", "known here are: file, sha256")]
    public void Read_UnknownField_SuggestsTheNearest(string path, string fix)
    {
        var problem = Assert.Single(Refused(Examples.Tiles().Set(path, "1")));

        Assert.Equal(path, problem.Field);
        Assert.Contains("unknown field", problem.Message, StringComparison.Ordinal);
        Assert.Contains(fix, problem.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.format_version")]
    [InlineData("$.input.std")]
    [InlineData("$.verdicts.likely_manipulated.negatives")]
    [InlineData("$.golden.tolerance")]
    [InlineData("$.outputs.map.stride")]
    [InlineData("$.framing.size")]
    [InlineData("$.reliability[0].jpeg_quality")]
    [InlineData("$.reliability[0].tpr_at_1_fpr")]
    public void Read_MissingField_IsNamed(string path)
    {
        var problem = Assert.Single(Refused(Examples.Tiles().Without(path)));

        Assert.Equal(path, problem.Field);
        Assert.Contains("missing", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Add the field", problem.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.input.layout", "\"chw\"", "nchw, nhwc")]
    [InlineData("$.input.layout", "\"NCHW\"", "nchw, nhwc")]
    [InlineData("$.input.layout", "0", "nchw, nhwc")]
    [InlineData("$.pooling.method", "\"median\"", "mean, max, top_k, statistics")]
    [InlineData("$.framing.size", "\"256\"", "a whole number")]
    [InlineData("$.framing.size", "256.5", "a whole number")]
    [InlineData("$.input.scale", "null", "a number")]
    [InlineData("$.input.mean", "0.5", "a list")]
    [InlineData("$.input.mean[1]", "\"0.5\"", "a number")]
    [InlineData("$.name", "7", "text in quotes")]
    [InlineData("$.outputs", "[]", "an object")]
    [InlineData("$.regions", "true", "an object")]
    [InlineData("$.reliability[0].jpeg_quality[0]", "null", "a whole number")]
    [InlineData("$.reliability[0].longest_side[1]", "\"all\"", "a whole number")]
    [InlineData("$.reliability[0].longest_side", "null", "a list")]
    public void Read_WrongType_SaysWhatIsAllowed(string path, string value, string allowed)
    {
        var problem = Assert.Single(Refused(Examples.Tiles().Set(path, value)));

        Assert.Equal(path, problem.Field);
        Assert.Contains(allowed, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherFormatVersion_SaysOnlyThat()
    {
        var problem = Assert.Single(Refused(Examples.Tiles().Set("$.format_version", "2").Set("$.novelty", "1")));

        Assert.Equal("$.format_version", problem.Field);
        Assert.Contains("is 2; allowed is 1", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Convert", problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyMistakes_ReportsAll()
    {
        var structure = Refused(
            Examples.Tiles().Set("$.name", "1").Without("$.framing.size").Set("$.framing.sise", "1"));
        var values = Refused(Examples.Tiles().Set("$.framing.max_tiles", "0").Set("$.calibration.scale", "-1"));

        Assert.Equal(["$.name", "$.framing.sise", "$.framing.size"], structure.Select(problem => problem.Field));
        Assert.Equal(["$.framing.max_tiles", "$.calibration.scale"], values.Select(problem => problem.Field));
    }

    private static ModelManifest Accepted(JsonObject manifest)
    {
        var problems = new ProblemList("manifest.json");
        var read = ManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString()), problems);
        problems.ThrowIfAny();
        return read!;
    }

    private static IReadOnlyList<ModelPackageProblem> Refused(JsonObject manifest) =>
        Refused(Encoding.UTF8.GetBytes(manifest.ToJsonString()));

    private static IReadOnlyList<ModelPackageProblem> Refused(byte[] text)
    {
        var problems = new ProblemList("manifest.json");
        ManifestReader.Read(text, problems);
        var refusal = Assert.Throws<ModelPackageException>(problems.ThrowIfAny);
        Assert.Equal("manifest.json", refusal.File);
        return refusal.Problems;
    }
}
