using System.Text;
using System.Text.Json.Nodes;
using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

/// <summary>One refused value at a time, in an otherwise valid manifest. The schema has to refuse it too wherever a
/// schema can, so that editors warn of what the program will not take.</summary>
public sealed class ManifestRulesTests
{
    [Theory]
    [InlineData("$.name", "\"\"", "1 to 64 letters")]
    [InlineData("$.name", "\"a/b\"", "1 to 64 letters")]
    [InlineData("$.version", "\"1.0\"", "major.minor.patch")]
    [InlineData("$.description", "\" \"", "is empty")]
    [InlineData("$.licence", "\"\"", "is empty")]
    [InlineData("$.model.sha256", "\"E3B0\"", "64 lower-case")]
    [InlineData("$.input.name", "\"\"", "is empty")]
    [InlineData("$.input.scale", "0", "over 0")]
    [InlineData("$.input.scale", "-1", "over 0")]
    [InlineData("$.input.mean", "[0.5]", "holds 1 values; allowed are 3")]
    [InlineData("$.input.std", "[1, 1, 1, 1]", "holds 4 values; allowed are 3")]
    [InlineData("$.input.std[1]", "0", "Write 1")]
    [InlineData("$.framing.size", "0", "1 to 4096")]
    [InlineData("$.framing.size", "-256", "1 to 4096")]
    [InlineData("$.framing.size", "8192", "1 to 4096")]
    [InlineData("$.framing.overlap", "-1", "0 to 128")]
    [InlineData("$.framing.max_tiles", "0", "1 to 4096")]
    [InlineData("$.framing.max_tiles", "4097", "1 to 4096")]
    [InlineData("$.outputs.score.name", "\"\"", "is empty")]
    [InlineData("$.outputs.score.index", "-1", "0 and up")]
    [InlineData("$.outputs.map.name", "\"\"", "is empty")]
    [InlineData("$.outputs.map.kind", "\"softmax\"", "logit, probability")]
    [InlineData("$.outputs.map.stride", "0", "1 and up")]
    [InlineData("$.calibration.scale", "0", "over 0")]
    [InlineData("$.verdicts.inconclusive.threshold", "-0.1", "0 to 1")]
    [InlineData("$.verdicts.likely_manipulated.threshold", "90", "0 to 1")]
    [InlineData("$.verdicts.inconclusive.false_positive_rate", "5", "0.01 for 1 %")]
    [InlineData("$.verdicts.likely_manipulated.false_positive_rate", "-1", "0.01 for 1 %")]
    [InlineData("$.verdicts.likely_manipulated.negatives", "-1", "0 and up")]
    [InlineData("$.verdicts.likely_manipulated.false_positive_rate95", "[0.1]", "two shares")]
    [InlineData("$.verdicts.likely_manipulated.false_positive_rate95", "[0.1, 2]", "two shares")]
    [InlineData("$.kinds.cell_threshold", "0", "over 0 up to 1")]
    [InlineData("$.kinds.midpoint", "1.5", "0 to 1")]
    [InlineData("$.kinds.slope", "0", "over 0")]
    [InlineData("$.regions.threshold", "1.1", "over 0 up to 1")]
    [InlineData("$.regions.threshold", "0", "over 0 up to 1")]
    [InlineData("$.regions.min_area", "0", "1 to 65536")]
    [InlineData("$.regions.min_area", "65537", "1 to 65536")]
    [InlineData("$.regions.max_regions", "0", "1 to 1024")]
    [InlineData("$.regions.max_regions", "1025", "1 to 1024")]
    [InlineData("$.regions.otsu_weight", "-0.1", "0 to 1")]
    [InlineData("$.regions.otsu_weight", "1.1", "0 to 1")]
    [InlineData("$.figures[0].metric", "\" \"", "is empty")]
    [InlineData("$.figures[0].data", "\"\"", "is empty")]
    [InlineData("$.figures[0].interval95", "[0.9]", "between two ends")]
    [InlineData("$.reliability[0].jpeg_quality", "[0, 100]", "two qualities of 1 to 100")]
    [InlineData("$.reliability[0].jpeg_quality", "[85, 101]", "two qualities of 1 to 100")]
    [InlineData("$.reliability[0].jpeg_quality", "[85]", "or null for lossless")]
    [InlineData("$.reliability[0].longest_side", "[0, null]", "1 pixel and up")]
    [InlineData("$.reliability[0].longest_side", "[512]", "the second may be null")]
    [InlineData("$.reliability[1].tpr_at_1_fpr", "44", "0.31 for 31 of 100")]
    [InlineData("$.reliability[1].interval95", "[0.4]", "two shares")]
    [InlineData("$.reliability[1].interval95", "[0.4, 1.1]", "two shares")]
    [InlineData("$.reliability[1].positives", "0", "1 and up")]
    [InlineData("$.reliability[1].negatives", "-1", "leave the bucket out")]
    [InlineData("$.golden.tolerance", "0", "over 0")]
    public void Check_ValueOutOfRange_IsRefusedHereAndBySchema(string path, string value, string words)
    {
        var manifest = Examples.Tiles().Set(path, value);

        AssertRefused(manifest, path, words);
        Assert.Contains(ManifestSchema.Errors(manifest), error => error.StartsWith(path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$.name", "\"a\\n\"", "'a?'")]
    [InlineData("$.input.scale", "1e39", "over 0")]
    [InlineData("$.input.mean[0]", "1e39", "finite")]
    [InlineData("$.input.std[2]", "-1e39", "finite")]
    [InlineData("$.framing.overlap", "129", "half of $.framing.size")]
    [InlineData("$.framing.filter", "\"lanczos\"", "method tiles does not use it")]
    [InlineData("$.framing.resize_shorter_side", "512", "only center_crop")]
    [InlineData("$.outputs.score.index", "1", "only softmax")]
    [InlineData("$.outputs.map.name", "\"score\"", "score output too")]
    [InlineData("$.outputs.map.stride", "24", "does not divide")]
    [InlineData("$.pooling.k", "3", "only top_k")]
    [InlineData("$.pooling.mean_weight", "1e400", "finite")]
    [InlineData("$.calibration.scale", "1e400", "over 0")]
    [InlineData("$.calibration.bias", "-1e400", "finite")]
    [InlineData("$.verdicts.inconclusive.threshold", "0.95", "up to 0.9")]
    [InlineData("$.verdicts.likely_manipulated.false_positive_rate95", "[0.2, 0.1]", "the lower one first")]
    [InlineData("$.kinds.kind", "\"locally_edited\"", "only fixed")]
    [InlineData("$.kinds.slope", "1e400", "finite")]
    [InlineData("$.reliability[0].jpeg_quality", "[90, 80]", "the lower one first")]
    [InlineData("$.reliability[0].longest_side", "[512, 511]", "the smaller one first")]
    [InlineData("$.reliability[0].longest_side", "[null, 512]", "[null, 512]")]
    [InlineData("$.reliability[1].interval95", "[0.5, 0.6]", "(0.44) between them")]
    [InlineData("$.golden.tolerance", "1e400", "finite")]
    public void Check_ValueAgainstAnother_IsRefused(string path, string value, string words) =>
        AssertRefused(Examples.Tiles().Set(path, value), path, words);

    [Theory]
    [InlineData("$.framing.overlap", "32", "only tiles")]
    [InlineData("$.framing.max_tiles", "32", "only tiles")]
    [InlineData("$.framing.resize_shorter_side", "223", "$.framing.size (224)")]
    [InlineData("$.framing.resize_shorter_side", "16385", "to 16384")]
    [InlineData("$.pooling.max_weight", "1", "only statistics")]
    [InlineData("$.calibration.scale", "2", "only platt")]
    [InlineData("$.calibration.bias", "2", "only platt")]
    [InlineData("$.kinds.kind", "\"none\"", "fully_generated, locally_edited")]
    [InlineData("$.kinds.cell_threshold", "0.6", "only map_coverage")]
    [InlineData("$.kinds.midpoint", "0.6", "only map_coverage")]
    [InlineData("$.kinds.slope", "6", "only map_coverage")]
    [InlineData("$.regions", "{}", "no map")]
    public void Check_ClassifierWithAMismatch_IsRefused(string path, string value, string words) =>
        AssertRefused(Examples.Classifier().Set(path, value), path, words);

    [Theory]
    [InlineData("[70, 85]", "[2000, 3000]", true)]
    [InlineData("[1, 100]", "[1, 512]", true)]
    [InlineData("null", "[4096, null]", true)]
    [InlineData("[1, 84]", "[512, null]", false)]
    [InlineData("[85, 100]", "[1, 511]", false)]
    [InlineData("[1, 84]", "[64, 4096]", false)]
    [InlineData("null", "[4097, null]", false)]
    public void Check_FurtherBucket_IsRefusedWhereItOverlaps(string quality, string sides, bool refused)
    {
        var manifest = Examples.Tiles();
        var further = manifest["reliability"]![0]!.DeepClone();
        further["jpeg_quality"] = JsonNode.Parse(quality);
        further["longest_side"] = JsonNode.Parse(sides);
        manifest["reliability"]!.AsArray().Add(further);

        if (refused)
        {
            AssertRefused(manifest, "$.reliability[2]", "overlaps with $.reliability[");
            return;
        }

        var problems = new ProblemList("manifest.json");
        Assert.NotNull(ManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString()), problems));
        problems.ThrowIfAny();
    }

    [Fact]
    public void Check_MapCoverageWithoutMap_IsRefused() =>
        AssertRefused(
            Examples.Classifier().Set("$.kinds", """{ "method": "map_coverage" }"""), "$.kinds.method", "has no map");

    [Fact]
    public void Check_TopKUnderOne_IsRefused()
    {
        var manifest = Examples.Tiles().Set("$.pooling", """{ "method": "top_k", "k": 0 }""");

        AssertRefused(manifest, "$.pooling.k", "1 and up");
    }

    [Fact]
    public void Check_TopOfAMapThatIsNotThere_IsRefused()
    {
        var manifest = Examples.Classifier().Set("$.pooling", """{ "method": "statistics", "map_top_weight": 1 }""");

        AssertRefused(manifest, "$.pooling.map_top_weight", "no map");
    }

    [Fact]
    public void Check_StatisticsWithoutWeights_IsRefused()
    {
        var manifest = Examples.Tiles().Set("$.pooling", """{ "method": "statistics", "log_count_weight": -1 }""");

        AssertRefused(manifest, "$.pooling.max_weight", "at least one of the four");
    }

    private static void AssertRefused(JsonObject manifest, string path, string words)
    {
        var problems = new ProblemList("manifest.json");
        ManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString()), problems);

        var problem = Assert.Single(
            Assert.Throws<ModelPackageException>(problems.ThrowIfAny).Problems, problem => problem.Field == path);
        Assert.Contains(words, problem.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(".", problem.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.ToString());
    }
}
