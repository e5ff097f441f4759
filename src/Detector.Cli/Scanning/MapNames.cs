namespace Detector.Cli.Scanning;

/// <summary>
/// Where the maps of each scanned path go under the folder for maps, so that no two paths share a name: the files of a
/// single folder at their own relative paths; of several paths each under its last name, and if an earlier path has
/// that name, with <c>~2</c>, <c>~3</c> and so on behind it.
/// </summary>
internal static class MapNames
{
    /// <summary>A name per path: empty for a folder that is the only path.</summary>
    /// <param name="paths">The command line's paths.</param>
    public static string[] For(IReadOnlyList<string> paths)
    {
        if (paths.Count == 1 && Directory.Exists(paths[0]))
        {
            return [""];
        }

        // Some file systems do not tell case apart.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. paths.Select(path => Free(LastName(path), taken))];
    }

    private static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = $"{Path.GetFileNameWithoutExtension(name)}~{i}{Path.GetExtension(name)}";
        }

        return free;
    }

    private static string LastName(string path)
    {
        if (path == ScanItem.StandardInput)
        {
            return "stdin";
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return name.Length == 0 ? "root" : name;
    }
}
