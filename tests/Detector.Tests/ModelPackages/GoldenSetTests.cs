using System.Text.Json.Nodes;
using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

public sealed class GoldenSetTests
{
    [Fact]
    public void Load_Example_GivesCasesAndImages()
    {
        using var folder = new PackageFolder();
        var map = Enumerable.Range(0, 256).Select(i => (JsonNode)i).ToArray();
        var golden = Examples.Golden();
        golden["cases"]![1]!["map"] = new JsonArray(map);
        folder.WriteGolden(golden);

        var set = GoldenSet.Load(folder.Load());

        Assert.Equal(2, set.Cases.Count);
        Assert.Equal(new GoldenCase("golden/a.png", 3.25, null), set.Cases[0]);
        Assert.Equal(Enumerable.Range(0, 256).Select(i => (float)i), set.Cases[1].Map!);
        Assert.Equal(PackageFolder.PngHeader(256, 256), set.ReadImage(set.Cases[0]));
    }

    [Fact]
    public void Load_PackageWithoutGolden_IsEmpty()
    {
        using var folder = new PackageFolder(Examples.Classifier());

        Assert.Empty(GoldenSet.Load(folder.Load()).Cases);
    }

    [Fact]
    public void ReadImage_CaseOfAnotherSet_Throws()
    {
        using var folder = new PackageFolder();
        var set = GoldenSet.Load(folder.Load());

        Assert.Throws<ArgumentException>(() => set.ReadImage(new GoldenCase("manifest.json", 0, null)));
    }

    [Theory]
    [InlineData("$.cases", "[]", "$.cases", "Add a case")]
    [InlineData("$.cases[0].image", "\"golden/none.png\"", "$.cases[0].image", "does not exist")]
    [InlineData("$.cases[1].image", "\"../a.png\"", "$.cases[1].image", "inside the package folder")]
    [InlineData("$.cases[0].image", "\"golden/golden.json\"", "$.cases[0].image", "no PNG")]
    [InlineData("$.cases[0].score", "1e400", "$.cases[0].score", "finite")]
    [InlineData("$.cases[0].score", "\"1\"", "$.cases[0].score", "a number")]
    [InlineData("$.cases[0].map", "[1, 2, 3]", "$.cases[0].map", "holds 3 values; allowed are 256: 16 rows of 16")]
    [InlineData("$.cases[0].map", "[1, null]", "$.cases[0].map[1]", "a number")]
    [InlineData("$.cases[1].map_stride", "8", "$.cases[1].map_stride", "is 8; allowed is 16")]
    [InlineData("$.cases[1].scores", "8", "$.cases[1].scores", "Did you mean score?")]
    public void Load_WrongValue_IsRefused(string path, string value, string field, string words)
    {
        using var folder = new PackageFolder();
        folder.WriteGolden(Examples.Golden().Set(path, value));

        AssertRefused(folder, field, words);
    }

    [Fact]
    public void Load_InfiniteMapValue_IsRefused()
    {
        using var folder = new PackageFolder();
        var values = string.Join(",", Enumerable.Repeat("1e39", 256));
        folder.WriteGolden(Examples.Golden().Set("$.cases[0].map", $"[{values}]"));

        AssertRefused(folder, "$.cases[0].map", "not finite");
    }

    [Fact]
    public void Load_InvalidJson_NamesThePlace()
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder.PathOf("golden/golden.json"), "{ \"cases\": [ }");

        AssertRefused(folder, null, "line 1, column 14");
    }

    [Theory]
    [InlineData(256, 255)]
    [InlineData(512, 256)]
    public void Load_ImageOfAnotherSize_IsRefused(uint columns, uint rows)
    {
        using var folder = new PackageFolder();
        File.WriteAllBytes(folder.PathOf("golden/b.png"), PackageFolder.PngHeader(columns, rows));

        AssertRefused(folder, "$.cases[1].image", $"{columns} x {rows} pixels; allowed is 256 x 256");
    }

    [Fact]
    public void Load_MapForAModelWithoutOne_IsRefused()
    {
        var manifest = Examples.Classifier().Set("$.golden", """{ "file": "golden/golden.json", "tolerance": 0.02 }""");
        using var folder = new PackageFolder(manifest.Set("$.framing.size", "256"));

        AssertRefused(folder, "$.cases[1].map_stride", "has no map");
    }

    private static void AssertRefused(PackageFolder folder, string? field, string words)
    {
        var package = folder.Load();

        var problem = Assert.Single(Assert.Throws<ModelPackageException>(() => GoldenSet.Load(package)).Problems);

        Assert.Equal(folder.PathOf("golden/golden.json"), problem.File);
        Assert.Equal(field, problem.Field);
        Assert.Contains(words, problem.ToString(), StringComparison.Ordinal);
    }
}
