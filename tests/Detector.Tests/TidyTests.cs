using System.Text.RegularExpressions;
using Detector.Tests.Support;

namespace Detector.Tests;

/// <summary>The style budget of CONTRIBUTING.md, as far as it can be counted.</summary>
public sealed partial class TidyTests
{
    private const int LargestFile = 400;
    private const int LongestLine = 130;

    private static readonly string Root = SourceTree.Root;

    private static readonly string[] SkippedFolders =
    [
        "bin", "obj", "node_modules", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "__pycache__",
        ".git", ".vs", ".idea",
    ];

    private static readonly string[] TextEndings =
    [
        ".cs", ".csproj", ".css", ".editorconfig", ".gitignore", ".html", ".js", ".json", ".md", ".props", ".proto", ".py",
        ".sh", ".sln", ".targets", ".toml", ".txt", ".xml", ".yaml", ".yml", "Dockerfile", "LICENSE", "run",
    ];

    private static readonly string[] TextFiles = [.. Walk(Root).Order(StringComparer.Ordinal)];

    [Fact]
    public void SourceFiles_Lengths_StayWithinTheBudget()
    {
        var lengths = CSharp("src").Select(file => (File: Name(file), Lines: File.ReadLines(file).Count()))
            .OrderBy(file => file.Lines).ToArray();

        AssertNone(lengths.Where(file => file.Lines > LargestFile).Select(file => $"{file.File}: {file.Lines} lines"));
        Assert.InRange(lengths[lengths.Length / 2].Lines, 1, 120);
        Assert.InRange(lengths[lengths.Length * 9 / 10].Lines, 1, 200);
    }

    [Fact]
    public void SourceLines_AreShortAndFreeOfTabsAndNotes()
    {
        var offences = new List<string>();
        foreach (var file in CSharp("src", "tests", "bench"))
        {
            foreach (var (index, line) in File.ReadLines(file).Index())
            {
                if (line.Length > LongestLine)
                {
                    offences.Add($"{Name(file)}({index + 1}): {line.Length} columns; allowed are {LongestLine}.");
                }

                if (line.Contains('\t') || line.EndsWith(' '))
                {
                    offences.Add($"{Name(file)}({index + 1}): a tab, or a space at the end.");
                }

                if (Note().IsMatch(line))
                {
                    offences.Add($"{Name(file)}({index + 1}): do it or write down in docs why not: {line.Trim()}");
                }
            }
        }

        AssertNone(offences);
    }

    [Fact]
    public void TextFiles_EndOnOneLineFeedWithoutCarriageReturns()
    {
        // NuGet writes its lock files without a line feed at the end.
        AssertNone(TextFiles
            .Where(file => Path.GetFileName(file) != "packages.lock.json")
            .Select(file => (Name: Name(file), Text: File.ReadAllText(file)))
            .Where(file => file.Text.Contains('\r') || (file.Text.Length > 0 && !file.Text.EndsWith('\n')))
            .Select(file => file.Name));
    }

    [Fact]
    public void Classes_AreSealedStaticOrAbstract()
    {
        var offences = CSharp("src")
            .Where(file => !Name(file).StartsWith("src/Packages/", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select(line => (File: Name(file), Line: line)))
            .Where(line => TypeDeclaration().IsMatch(line.Line) && !ClosedType().IsMatch(line.Line))
            .Select(line => $"{line.File}: {line.Line.Trim()}");

        AssertNone(offences);
    }

    [Fact]
    public void Sources_TakeTheTimeFromATimeProvider()
    {
        AssertNone(CSharp("src", "tests", "bench")
            .Where(file => WallClock().IsMatch(File.ReadAllText(file)))
            .Select(Name));
    }

    [Fact]
    public void TextFiles_NameNoFolderOfOneMachine()
    {
        AssertNone(TextFiles
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (Place: $"{Name(file)}({i + 1})", Line: line)))
            .Where(line => MachinePath().IsMatch(line.Line))
            .Select(line => line.Place));
    }

    [Fact]
    public void LockFiles_NameNoRegistry()
    {
        var locks = TextFiles.Where(file => Path.GetFileName(file) is "package-lock.json" or "packages.lock.json").ToArray();

        Assert.NotEmpty(locks);
        AssertNone(locks.Where(file => RegistryAddress().IsMatch(File.ReadAllText(file))).Select(Name));
    }

    [Fact]
    public void TestFolders_MirrorTheStages()
    {
        var stages = Folders("src/Detector");
        var tests = Folders("tests/Detector.Tests");

        // Telemetry is seen in the tests of what reports to it. Beside the stages there is what tests share, the shipped
        // models, and what lies outside of the library: the command line, the public contract, the stand-ins for packages,
        // the whole program.
        AssertNone(stages.Except(tests).Except(["Telemetry"]));
        AssertNone(tests.Except(stages).Except(["Support", "Models", "Cli", "Contract", "Packages", "EndToEnd"]));
    }

    private static void AssertNone(IEnumerable<string> offences)
    {
        var found = offences.ToArray();
        Assert.True(found.Length == 0, $"{found.Length} offences:\n{string.Join('\n', found)}");
    }

    private static string[] CSharp(params string[] folders)
    {
        var files = TextFiles.Where(file => file.EndsWith(".cs", StringComparison.Ordinal)
            && folders.Any(folder => Name(file).StartsWith($"{folder}/", StringComparison.Ordinal))).ToArray();
        Assert.NotEmpty(files);
        return files;
    }

    private static IEnumerable<string> Folders(string path) => Directory.GetDirectories(Path.Combine(Root, path))
        .Where(folder => Walk(folder).Any())
        .Select(folder => Path.GetFileName(folder));

    /// <summary>All text files, but nothing that is built, restored or trained.</summary>
    private static IEnumerable<string> Walk(string folder)
    {
        if (SkippedFolders.Contains(Path.GetFileName(folder)) || Name(folder) == "models/training/work")
        {
            return [];
        }

        return Directory.GetFiles(folder).Where(file => TextEndings.Any(end => file.EndsWith(end, StringComparison.Ordinal)))
            .Concat(Directory.GetDirectories(folder).SelectMany(Walk));
    }

    private static string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    // Patterns are put together so that they do not find themselves.
    [GeneratedRegex("\\b(TO" + "DO|FIX" + "ME|HA" + "CK)\\b")]
    private static partial Regex Note();

    [GeneratedRegex("DateTime(Offset)?\\.(Utc)?" + "Now\\b")]
    private static partial Regex WallClock();

    [GeneratedRegex("(?<![\\w.~-])/(wo" + "rk|ho" + "me|ro" + "ot)/(?!someone/)")]
    private static partial Regex MachinePath();

    [GeneratedRegex("\"resolved\": *\"http|https?://[^\"]*(registry|nuget|npm)")]
    private static partial Regex RegistryAddress();

    [GeneratedRegex("^\\s*(public|internal|private|protected|file)\\b[^=(\"]*\\b(class|record) \\w")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("\\b(sealed|static|abstract|record struct)\\b")]
    private static partial Regex ClosedType();
}
