namespace Detector.Tests.Support;

/// <summary>The working tree that the tests were built in.</summary>
internal static class SourceTree
{
    /// <summary>The folder of Detector.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder in it.</summary>
    /// <param name="parts">From the root on.</param>
    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Detector.sln")))
        {
            folder = folder.Parent
                ?? throw new InvalidOperationException($"No Detector.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
