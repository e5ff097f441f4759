namespace Detector.Tests.Cli;

/// <summary>A folder under the test output directory, to be scanned; gone with the test.</summary>
internal sealed class ScanFolder : IDisposable
{
    public ScanFolder(params string[] files)
    {
        Root = Path.Combine(AppContext.BaseDirectory, "scans", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Root);
        foreach (var file in files)
        {
            Add(file, "image");
        }
    }

    public string Root { get; }

    public string PathOf(string name) => Path.Combine(Root, name);

    public string Add(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>A file of that length which takes no disk.</summary>
    public string AddHollow(string name, long length)
    {
        using var file = File.Create(PathOf(name));
        file.SetLength(length);
        return file.Name;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
