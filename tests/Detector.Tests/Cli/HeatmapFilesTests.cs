using Detector.Cli.Scanning;

namespace Detector.Tests.Cli;

public sealed class HeatmapFilesTests
{
    [Fact]
    public async Task WriteAsync_NestedName_WritesBothFilesAndNothingElse()
    {
        using var folder = new ScanFolder();

        var problem = await new HeatmapFiles(folder.PathOf("maps")).WriteAsync("x/a.jpg", Results.Edited(), default);

        Assert.Null(problem);
        Assert.Equal(Results.Edited().MapPng!, await File.ReadAllBytesAsync(folder.PathOf("maps/x/a.jpg.map.png")));
        Assert.Equal(
            Results.Edited().OverlayPng!, await File.ReadAllBytesAsync(folder.PathOf("maps/x/a.jpg.overlay.png")));
        Assert.Equal(2, Files(folder).Length);
    }

    [Fact]
    public async Task WriteAsync_FileOfAnEarlierRun_IsReplaced()
    {
        using var folder = new ScanFolder("a.jpg.map.png");

        await new HeatmapFiles(folder.Root).WriteAsync("a.jpg", Results.Edited(), default);

        Assert.Equal(Results.Edited().MapPng!, await File.ReadAllBytesAsync(folder.PathOf("a.jpg.map.png")));
    }

    [Fact]
    public async Task WriteAsync_ModelWithoutMap_WritesNothing()
    {
        using var folder = new ScanFolder();

        Assert.Null(await new HeatmapFiles(folder.Root).WriteAsync("a.jpg", Results.WithoutMap(), default));
        Assert.Empty(Files(folder));
    }

    [Fact]
    public async Task WriteAsync_NameTakenByAFolder_SaysSoAndLeavesNoPartialFile()
    {
        using var folder = new ScanFolder("a.jpg.map.png/file");

        var problem = await new HeatmapFiles(folder.Root).WriteAsync("a.jpg", Results.Edited(), default);

        Assert.Contains(folder.Root, problem, StringComparison.Ordinal);
        Assert.Equal([folder.PathOf("a.jpg.map.png/file")], Files(folder));
    }

    [Fact]
    public async Task WriteAsync_Cancelled_LeavesNoFile()
    {
        using var folder = new ScanFolder();

        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new HeatmapFiles(folder.Root).WriteAsync("a.jpg", Results.Edited(), cancelled));

        Assert.Empty(Files(folder));
    }

    private static string[] Files(ScanFolder folder) =>
        Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories);
}
