using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

public sealed class ModelPackageTests
{
    [Fact]
    public void Load_CompletePackage_ExposesItsParts()
    {
        using var folder = new PackageFolder();

        var package = folder.Load();

        Assert.Equal(folder.Root, package.Directory);
        Assert.Equal("example-tiles", package.Manifest.Name);
        Assert.Equal(folder.PathOf("manifest.json"), package.ManifestPath);
        Assert.Equal(folder.PathOf("golden/golden.json"), package.GoldenPath);
        Assert.Equal(File.ReadAllBytes(package.ModelPath), package.ReadModel());
    }

    [Fact]
    public void Load_NoDirectory_SaysWhatIsExpected()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "packages", "nowhere");

        var refusal = Assert.Throws<ModelPackageException>(() => ModelPackage.Load(path));

        Assert.Equal(path, refusal.File);
        Assert.Null(refusal.Field);
        Assert.Contains("does not exist", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("holds manifest.json", refusal.Problems[0].Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoManifest_SaysWhatIsExpected()
    {
        using var folder = new PackageFolder();
        File.Delete(folder.PathOf("manifest.json"));

        var refusal = folder.Refusal();

        Assert.Equal(folder.PathOf("manifest.json"), refusal.File);
        Assert.Contains("a model package is a folder with manifest.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("write the manifest", refusal.Problems[0].Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderAbovePackage_SuggestsThePackage()
    {
        using var folder = new PackageFolder();
        Directory.CreateDirectory(folder.PathOf("inner"));
        File.Move(folder.PathOf("manifest.json"), folder.PathOf("inner/manifest.json"));

        Assert.Contains($"Did you mean {folder.PathOf("inner")}?", folder.Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WrongHash_ShowsBoth()
    {
        var stated = new string('0', 64);
        using var folder = new PackageFolder();
        folder.WriteManifest(Examples.Tiles().Set("$.model.sha256", $"\"{stated}\""));

        var problem = Assert.Single(folder.Refusal().Problems);

        Assert.Equal("$.model.sha256", problem.Field);
        Assert.Contains(stated, problem.Message, StringComparison.Ordinal);
        Assert.Contains(PackageFolder.ModelHash, problem.Message, StringComparison.Ordinal);
        Assert.Contains("git-lfs", problem.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.model.file", "other.onnx", "does not exist", "correct the name")]
    [InlineData("$.model.file", "golden", "does not exist", "correct the name")]
    [InlineData("$.model.file", "../model.onnx", "inside the package folder", "without '..'")]
    [InlineData("$.model.file", "golden/../model.onnx", "inside the package folder", "without '..'")]
    [InlineData("$.model.file", "/model.onnx", "inside the package folder", "forward slashes")]
    [InlineData("$.model.file", "c:model.onnx", "inside the package folder", "forward slashes")]
    [InlineData("$.model.file", "..\\\\model.onnx", "inside the package folder", "forward slashes")]
    [InlineData("$.model.file", "", "inside the package folder", "forward slashes")]
    [InlineData("$.golden.file", "golden/none.json", "does not exist", "correct the name")]
    [InlineData("$.golden.file", "../golden.json", "inside the package folder", "without '..'")]
    public void Load_FileMissingOrOutside_IsRefused(string field, string path, string message, string fix)
    {
        using var folder = new PackageFolder(Examples.Tiles().Set(field, $"\"{path}\""));

        var problem = Assert.Single(folder.Refusal().Problems);

        Assert.Equal(folder.PathOf("manifest.json"), problem.File);
        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Contains(fix, problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ValuesAndFilesWrong_ReportsAllOnePerLine()
    {
        using var folder = new PackageFolder(
            Examples.Tiles().Set("$.framing.overlap", "200").Set("$.golden.file", "\"none.json\""));
        File.AppendAllText(folder.PathOf("model.onnx"), "!");

        var refusal = folder.Refusal();

        Assert.Equal(
            ["$.framing.overlap", "$.model.sha256", "$.golden.file"],
            refusal.Problems.Select(problem => problem.Field));
        var lines = refusal.Message.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith(
            $"{folder.PathOf("manifest.json")}: $.framing.overlap: is 200; ", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void ReadModel_FileExchangedAfterLoad_IsRefused()
    {
        using var folder = new PackageFolder();
        var package = folder.Load();
        File.WriteAllText(package.ModelPath, "another graph");

        var refusal = Assert.Throws<ModelPackageException>(() => package.ReadModel());

        Assert.Equal("$.model.sha256", refusal.Field);
    }

    [Fact]
    public void ReadModel_FileGone_SaysSo()
    {
        using var folder = new PackageFolder();
        var package = folder.Load();
        File.Delete(package.ModelPath);

        var refusal = Assert.Throws<ModelPackageException>(() => package.ReadModel());

        Assert.Equal(package.ModelPath, refusal.File);
        Assert.Contains("cannot be read", refusal.Message, StringComparison.Ordinal);
        Assert.IsType<FileNotFoundException>(refusal.InnerException);
    }

    [Fact]
    public void Exception_ManyProblems_ShowsTheFirstThirty()
    {
        var problems = Enumerable.Range(0, 35).Select(i => new ModelPackageProblem("f", $"$.p{i}", "is bad.", "Fix."));

        var exception = new ModelPackageException([.. problems]);

        Assert.Equal(35, exception.Problems.Count);
        Assert.EndsWith("\nand 5 more.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(31, exception.Message.Split('\n').Length);
    }
}
