using Detector.Cli.Scanning;

namespace Detector.Tests.Cli;

public sealed class MapNamesTests
{
    [Fact]
    public void For_OneFolder_IsEmpty()
    {
        using var folder = new ScanFolder("a.jpg");

        Assert.Equal([""], MapNames.For([folder.Root]));
    }

    [Fact]
    public void For_OneFileOrStandardInput_IsItsName()
    {
        using var folder = new ScanFolder("a.jpg");

        Assert.Equal(["a.jpg"], MapNames.For([folder.PathOf("a.jpg")]));
        Assert.Equal(["stdin"], MapNames.For(["-"]));
    }

    [Fact]
    public void For_SameLastNames_AreToldApart()
    {
        using var folder = new ScanFolder("x/photos/1.jpg", "y/photos/1.jpg", "x/a.jpg", "y/A.jpg", "y/a~2.jpg");

        var names = MapNames.For([
            folder.PathOf("x/photos"), folder.PathOf("y/photos/"), folder.PathOf("x/a.jpg"), folder.PathOf("y/a~2.jpg"),
            folder.PathOf("y/A.jpg"),
        ]);

        Assert.Equal(["photos", "photos~2", "a.jpg", "a~2.jpg", "A~3.jpg"], names);
    }

    [Fact]
    public void For_RootOfTheFileSystem_HasAName() =>
        Assert.Equal(["root", "stdin"], MapNames.For([Path.GetPathRoot(AppContext.BaseDirectory)!, "-"]));
}
