using System.Text.RegularExpressions;
using Detector.Tests.Support;

namespace Detector.Ops.Tests.Support;

/// <summary>docs/operating.md as it is written.</summary>
internal static partial class OperatingDoc
{
    private const string File = "docs/operating.md";

    public static string Path { get; } = SourceTree.PathTo("docs", "operating.md");

    public static string Text { get; } = System.IO.File.ReadAllText(Path);

    /// <summary>What links to its headings end in.</summary>
    public static IReadOnlySet<string> Anchors { get; } =
        Headings().Matches(Text).Select(heading => AnchorOf(heading.Groups[1].Value)).ToHashSet();

    /// <summary>The paragraphs under the names of alerts, in order.</summary>
    public static IReadOnlyList<(string Alert, string Text)> Runbook { get; } = [.. Paragraphs().Matches(Text)
        .Select(paragraph => (paragraph.Groups[1].Value, paragraph.Groups[2].Value.Trim()))];

    /// <summary>Anchors that the document's own links lead to.</summary>
    public static IReadOnlyList<string> OwnLinks { get; } = [.. Links().Matches(Text).Select(link => link.Groups[1].Value)];

    /// <summary>What it puts between quotation marks, other than in code, begins in upper case and so names a panel.</summary>
    public static IReadOnlyList<string> NamedPanels { get; } =
        [.. Quoted().Matches(Text).Select(name => name.Groups[1].Value.ReplaceLineEndings(" "))];

    /// <summary>As GitHub and GitLab make it: lower case, words joined by hyphens, without punctuation.</summary>
    public static string AnchorOf(string heading) =>
        Punctuation().Replace(heading.Trim(), "").Replace(' ', '-').ToLowerInvariant();

    public static string LinkTo(string heading) => $"{File}#{AnchorOf(heading)}";

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("^### (Detector\\w+)\n((?:(?!#).*\n)*)", RegexOptions.Multiline)]
    private static partial Regex Paragraphs();

    [GeneratedRegex("\\]\\(#([^)]+)\\)")]
    private static partial Regex Links();

    [GeneratedRegex("\"([A-Z][^\"`]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("[^\\w\\- ]")]
    private static partial Regex Punctuation();
}
