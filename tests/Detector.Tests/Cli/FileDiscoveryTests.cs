using Detector.Cli.Scanning;

namespace Detector.Tests.Cli;

public sealed class FileDiscoveryTests
{
    [Fact]
    public void Find_Folder_TakesEveryFileInOrdinalOrder()
    {
        using var folder = new ScanFolder("b.jpg", "a.heic", "B.PNG", "c/z", "c/a.webp", "no extension");

        var found = Find(out _, folder.Root);

        Assert.Equal(
            ["B.PNG", "a.heic", "b.jpg", "c/a.webp", "c/z", "no extension"],
            found.Select(item => Path.GetRelativePath(folder.Root, item.Path)));
        Assert.All(found, item => Assert.Equal(Path.GetRelativePath(folder.Root, item.Path), item.MapName));
    }

    [Fact]
    public void Find_HiddenNotesAndOutputs_ArePassedOverAndCounted()
    {
        using var folder = new ScanFolder(
            "a.jpg", ".b.jpg", ".git/c.jpg", "README.md", "notes.TXT", "out.results", "maps/a.jpg.map.png");

        var discovery = new FileDiscovery([folder.Root], [folder.PathOf("out.results"), folder.PathOf("maps")]);
        var found = discovery.Find().ToList();

        Assert.Equal(folder.PathOf("a.jpg"), Assert.Single(found).Path);
        Assert.Equal(6, discovery.PassedOver);
    }

    [Fact]
    public void Find_HiddenNameOnTheCommandLine_IsTaken()
    {
        using var folder = new ScanFolder(".b.jpg", "README.md");

        var found = Find(out var passedOver, folder.PathOf(".b.jpg"), folder.PathOf("README.md"));

        Assert.Equal([folder.PathOf(".b.jpg"), folder.PathOf("README.md")], found.Select(item => item.Path));
        Assert.Equal(0, passedOver);
    }

    [Fact]
    public void Find_LinkToAParentFolder_IsNotFollowed()
    {
        using var folder = new ScanFolder("a/b.jpg");
        Directory.CreateSymbolicLink(folder.PathOf("a/loop"), folder.Root);

        var found = Find(out var passedOver, folder.Root);

        Assert.Equal(folder.PathOf("a/b.jpg"), Assert.Single(found).Path);
        Assert.Equal(1, passedOver);
    }

    [Fact]
    public void Find_LinkToAFileAndDanglingLink_AreTaken()
    {
        using var folder = new ScanFolder("a.jpg");
        File.CreateSymbolicLink(folder.PathOf("b.jpg"), folder.PathOf("a.jpg"));
        File.CreateSymbolicLink(folder.PathOf("c.jpg"), folder.PathOf("gone.jpg"));

        Assert.Equal(3, Find(out _, folder.Root).Count);
    }

    [Fact]
    public void Find_SeveralPaths_KeepTheirOrder()
    {
        using var folder = new ScanFolder("z.jpg", "y/a.jpg", "x.jpg");

        var found = Find(out _, folder.PathOf("z.jpg"), "-", folder.PathOf("y"), folder.PathOf("x.jpg"));

        Assert.Equal(
            [folder.PathOf("z.jpg"), "-", folder.PathOf("y/a.jpg"), folder.PathOf("x.jpg")],
            found.Select(item => item.Path));
    }

    [Fact]
    public void Find_FolderThatVanished_IsAnItemWithAProblem()
    {
        using var folder = new ScanFolder("a/1.jpg", "b/1.jpg");
        using var items = new FileDiscovery([folder.Root], []).Find().GetEnumerator();

        Assert.True(items.MoveNext());
        Directory.Delete(folder.PathOf("b"), recursive: true);

        Assert.True(items.MoveNext());
        Assert.Equal(folder.PathOf("b"), items.Current.Path);
        Assert.Contains("cannot be listed", items.Current.Problem, StringComparison.Ordinal);
        Assert.False(items.MoveNext());
    }

    [Fact]
    public void Missing_MixedPaths_NamesThoseThatDoNotExist()
    {
        using var folder = new ScanFolder("a.jpg");

        var missing = FileDiscovery.Missing([folder.PathOf("a.jpg"), "-", folder.PathOf("b.jpg"), folder.Root]);

        Assert.Equal([folder.PathOf("b.jpg")], missing);
    }

    private static List<ScanItem> Find(out int passedOver, params string[] paths)
    {
        var discovery = new FileDiscovery(paths, []);
        var found = discovery.Find().ToList();
        passedOver = discovery.PassedOver;
        return found;
    }
}
