namespace Detector.Server.Review;

/// <summary>
/// All files of the page. They are inside of the assembly: there however the server was published, and nothing else can
/// be asked for.
/// </summary>
internal static class PageFiles
{
    /// <summary>What the names of their resources begin with.</summary>
    public const string Prefix = "wwwroot/";

    /// <summary>The start page without its words; <see cref="StartPage"/> puts them in.</summary>
    public const string Index = "index.html";

    private static readonly Lazy<IReadOnlyList<PageFile>> Loaded = new(Load);

    /// <summary>Every file once.</summary>
    public static IReadOnlyList<PageFile> All => Loaded.Value;

    private static List<PageFile> Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new List<PageFile>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            // A build on Windows names folders with the other slash.
            var name = resource.Replace('\\', '/');
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using var stream = assembly.GetManifestResourceStream(resource)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                files.Add(new PageFile(name[Prefix.Length..], bytes));
            }
        }

        return files;
    }
}
