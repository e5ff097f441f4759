using System.Collections.Frozen;

namespace Detector.Cli.Scanning;

/// <summary>
/// Finds what to scan: paths in the given order; in folders every file in ordinal order, whatever its name. Passed over
/// in folders, and counted: names that begin with a dot, notes, code and data by their names' endings
/// (<see cref="NoPictures"/>), links to folders (they may loop), and the program's own outputs.
/// </summary>
/// <param name="paths">Files, folders, <c>-</c>.</param>
/// <param name="outputs">Full paths that this run writes to.</param>
internal sealed class FileDiscovery(IReadOnlyList<string> paths, IReadOnlyCollection<string> outputs)
{
    /// <summary>Endings that people and systems leave beside pictures. A picture with a wrong ending is rarer.</summary>
    internal static readonly FrozenSet<string> NoPictures = FrozenSet.ToFrozenSet(
        [".md", ".txt", ".csv", ".json", ".jsonl", ".xml", ".html", ".py", ".pt", ".npz", ".ini", ".db"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>How many entries of folders have been passed over so far.</summary>
    public int PassedOver { get; private set; }

    /// <summary>The paths that do not exist.</summary>
    /// <param name="paths">Files, folders, <c>-</c>.</param>
    public static IEnumerable<string> Missing(IEnumerable<string> paths) =>
        paths.Where(path => path != ScanItem.StandardInput && !Path.Exists(path));

    /// <summary>Walks the paths, each folder only when its turn comes.</summary>
    public IEnumerable<ScanItem> Find()
    {
        var names = MapNames.For(paths);
        for (var i = 0; i < paths.Count; i++)
        {
            if (paths[i] == ScanItem.StandardInput || !Directory.Exists(paths[i]))
            {
                yield return new ScanItem(paths[i], names[i]);
                continue;
            }

            foreach (var item in Walk(paths[i], names[i]))
            {
                yield return item;
            }
        }
    }

    private IEnumerable<ScanItem> Walk(string folder, string mapName)
    {
        var (entries, problem) = List(folder);
        if (problem is not null)
        {
            yield return new ScanItem(folder, mapName, problem);
        }

        foreach (var entry in entries)
        {
            var path = Path.Join(folder, entry.Name);
            var name = Path.Join(mapName, entry.Name);
            if (IsPassedOver(entry))
            {
                PassedOver++;
            }
            else if (entry is FileInfo)
            {
                yield return new ScanItem(path, name);
            }
            else
            {
                foreach (var item in Walk(path, name))
                {
                    yield return item;
                }
            }
        }
    }

    private bool IsPassedOver(FileSystemInfo entry) =>
        entry.Name.StartsWith('.')
        || (entry is FileInfo && NoPictures.Contains(entry.Extension))
        || (entry is DirectoryInfo && entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
        || outputs.Contains(entry.FullName);

    private static (FileSystemInfo[] Entries, string? Problem) List(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).GetFileSystemInfos();
            Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return (entries, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], $"The folder cannot be listed, so nothing in it was scored: {e.Message}");
        }
    }
}
