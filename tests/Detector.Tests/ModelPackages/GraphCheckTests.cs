using System.Text;
using System.Text.Json.Nodes;
using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

public sealed class GraphCheckTests
{
    private static readonly GraphTensor Image = Tensor("image", null, 3, 256, 256);
    private static readonly GraphTensor Score = Tensor("score", null, 1);
    private static readonly GraphTensor Map = Tensor("map", null, 1, 16, 16);
    private static readonly GraphTensor Pixels = Tensor("pixel_values", null, 3, 224, 224);
    private static readonly GraphTensor Logits = Tensor("logits", null, 2);

    public static TheoryData<string, long?[], long?[], long?[]> Fitting => new()
    {
        { "nchw", [null, 3, 256, 256], [null, 1], [null, 1, 16, 16] },
        { "nchw", [-1, 3, -1, -1], [-1], [-1, 16, 16] },
        { "nchw", [null, null, null, null], [null, null], [null, null, null, null] },
        { "nhwc", [null, 256, 256, 3], [null], [null, null, null] },
    };

    [Theory]
    [MemberData(nameof(Fitting))]
    public void Check_FittingGraph_IsAccepted(string layout, long?[] image, long?[] score, long?[] map)
    {
        var manifest = Manifest(Examples.Tiles().Set("$.input.layout", $"\"{layout}\""));
        var graph = new GraphShapes([Tensor("image", image)], [Tensor("score", score), Tensor("map", map)]);

        Assert.Null(Record.Exception(() => GraphCheck.Check(manifest, graph)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1000)]
    [InlineData(null)]
    public void Check_FittingSoftmax_IsAccepted(int? classes)
    {
        var graph = new GraphShapes([Pixels], [Tensor("logits", null, classes)]);

        Assert.Null(Record.Exception(() => GraphCheck.Check(Manifest(Examples.Classifier()), graph)));
    }

    public static TheoryData<string, long?[], string, string> BadInputs => new()
    {
        { "nchw", [null, 3, 256], "$.model.file", "four axes" },
        { "nchw", [1, 3, 256, 256], "$.model.file", "fixed batch is not supported" },
        { "nchw", [null, 256, 256, 3], "$.input.layout", "Set it to nhwc" },
        { "nhwc", [null, 3, 256, 256], "$.input.layout", "Set it to nchw" },
        { "nchw", [null, 1, 256, 256], "$.input.layout", "three-channel" },
        { "nchw", [null, 3, 224, 224], "$.framing.size", "is 256, but" },
        { "nchw", [null, 3, 256, 128], "$.framing.size", "the shape [?, 3, 256, 128]" },
    };

    [Theory]
    [MemberData(nameof(BadInputs))]
    public void Check_InputShape_IsRefused(string layout, long?[] dims, string field, string words)
    {
        var manifest = Manifest(Examples.Tiles().Set("$.input.layout", $"\"{layout}\""));

        AssertRefused(manifest, new GraphShapes([Tensor("image", dims)], [Score, Map]), field, words);
    }

    [Theory]
    [InlineData("images", "Did you mean images?")]
    [InlineData("pixel_values", "Write one of these names")]
    public void Check_InputNameUnknown_ListsTheNames(string name, string fix)
    {
        var graph = new GraphShapes([Image with { Name = name }], [Score, Map]);

        AssertRefused(Manifest(Examples.Tiles()), graph, "$.input.name", $"the graph has the inputs: {name}", fix);
    }

    [Fact]
    public void Check_SecondInput_IsRefused()
    {
        var graph = new GraphShapes([Image, Tensor("mask", null, 1)], [Score, Map]);

        AssertRefused(Manifest(Examples.Tiles()), graph, "$.model.file", "also needs the inputs mask", "as constants");
    }

    [Fact]
    public void Check_OtherElementTypes_AreRefused()
    {
        var manifest = Manifest(Examples.Tiles());

        AssertRefused(
            manifest,
            new GraphShapes([Image with { ElementType = "float16" }], [Score, Map]),
            "$.input.name",
            "of type float16");
        AssertRefused(
            manifest,
            new GraphShapes([Image], [Score with { ElementType = "int64" }, Map]),
            "$.outputs.score.name",
            "allowed is float32");
        AssertRefused(
            manifest,
            new GraphShapes([Image], [Score, Map with { ElementType = "uint8" }]),
            "$.outputs.map.name",
            "Export the model with a float32 output");
    }

    public static TheoryData<long?[], string, string> BadScores => new()
    {
        { [], "$.outputs.score.kind", "has to be [batch] or [batch, 1]; the graph has []" },
        { [null, 2], "$.outputs.score.kind", "Set the kind to softmax" },
        { [null, 1, 1], "$.outputs.score.kind", "the graph has [?, 1, 1]" },
        { [8, 1], "$.outputs.score.name", "fixed batch is not supported" },
    };

    [Theory]
    [MemberData(nameof(BadScores))]
    public void Check_ScoreShape_IsRefused(long?[] dims, string field, string words) =>
        AssertRefused(
            Manifest(Examples.Tiles()), new GraphShapes([Image], [Tensor("score", dims), Map]), field, words);

    public static TheoryData<long?[], int, string, string> BadSoftmax => new()
    {
        { [null, 2], 2, "$.outputs.score.index", "is 2; allowed is 0 to 1" },
        { [null, 1], 0, "$.outputs.score.kind", "two classes or more" },
        { [null], 0, "$.outputs.score.kind", "Set the kind to logit or probability" },
    };

    [Theory]
    [MemberData(nameof(BadSoftmax))]
    public void Check_SoftmaxShape_IsRefused(long?[] dims, int index, string field, string words)
    {
        var manifest = Manifest(Examples.Classifier().Set("$.outputs.score.index", $"{index}"));

        AssertRefused(manifest, new GraphShapes([Pixels], [Tensor("logits", dims)]), field, words);
    }

    public static TheoryData<long?[], string, string> BadMaps => new()
    {
        { [null, 16], "$.outputs.map.name", "[batch, rows, columns]" },
        { [null, 2, 16, 16], "$.outputs.map.name", "one channel" },
        { [1, 1, 16, 16], "$.outputs.map.name", "fixed batch is not supported" },
        { [null, 1, 32, 32], "$.outputs.map.stride", "Set it to 8" },
        { [null, 15, 15], "$.outputs.map.stride", "makes 16 x 16 cells" },
    };

    [Theory]
    [MemberData(nameof(BadMaps))]
    public void Check_MapShape_IsRefused(long?[] dims, string field, string words) =>
        AssertRefused(
            Manifest(Examples.Tiles()), new GraphShapes([Image], [Score, Tensor("map", dims)]), field, words);

    [Fact]
    public void Check_OutputNamesUnknown_ReportsBoth()
    {
        var graph = new GraphShapes([Image], [Logits]);

        var manifest = Manifest(Examples.Tiles());

        var refusal = Assert.Throws<ModelPackageException>(() => GraphCheck.Check(manifest, graph, "m"));

        Assert.Equal(["$.outputs.score.name", "$.outputs.map.name"], refusal.Problems.Select(problem => problem.Field));
        Assert.All(
            refusal.Problems, problem => Assert.Contains("outputs: logits", problem.Message, StringComparison.Ordinal));
        Assert.Equal("m", refusal.File);
    }

    private static GraphTensor Tensor(string name, params long?[] dims) => new(name, GraphTensor.Float32, dims);

    private static ModelManifest Manifest(JsonObject json)
    {
        var problems = new ProblemList("manifest.json");
        var manifest = ManifestReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), problems);
        problems.ThrowIfAny();
        return manifest!;
    }

    private static void AssertRefused(ModelManifest manifest, GraphShapes graph, string field, params string[] words)
    {
        var problem = Assert.Single(
            Assert.Throws<ModelPackageException>(() => GraphCheck.Check(manifest, graph)).Problems);

        Assert.Equal("manifest.json", problem.File);
        Assert.Equal(field, problem.Field);
        Assert.All(words, word => Assert.Contains(word, problem.ToString(), StringComparison.Ordinal));
    }
}
