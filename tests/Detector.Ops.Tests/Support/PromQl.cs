using System.Text.RegularExpressions;

namespace Detector.Ops.Tests.Support;

/// <summary>As much of Prometheus's language as is needed to see which metrics an expression names.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words =
        ["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "inf", "nan"];

    /// <summary>Names of metrics and recording rules, each once.</summary>
    /// <param name="expression">Without variables of Grafana.</param>
    public static IReadOnlyList<string> Names(string expression)
    {
        var bare = Texts().Replace(expression, "");
        bare = Matchers().Replace(bare, " ");
        bare = Ranges().Replace(bare, " ");
        bare = LabelLists().Replace(bare, " ");
        return [.. Identifiers().Matches(bare).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct()];
    }

    /// <summary>Names of labels that it looks at or keeps.</summary>
    /// <param name="expression">Without variables of Grafana.</param>
    public static IReadOnlySet<string> Labels(string expression)
    {
        var bare = Texts().Replace(expression, "");
        var matched = Matchers().Matches(bare).SelectMany(part => MatchedLabels().Matches(part.Value));
        var listed = LabelLists().Matches(bare).SelectMany(part => Listed().Matches(part.Groups[2].Value));
        return matched.Concat(listed).Select(label => label.Value).ToHashSet();
    }

    /// <summary>Name of the family that a series of a histogram belongs to; others as they are.</summary>
    /// <param name="name">Name of a series.</param>
    public static string Family(string name) => HistogramParts().Replace(name, "");

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"|'[^']*'")]
    private static partial Regex Texts();

    [GeneratedRegex("\\{[^}]*\\}")]
    private static partial Regex Matchers();

    [GeneratedRegex("\\[[^\\]]*\\]")]
    private static partial Regex Ranges();

    [GeneratedRegex("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)")]
    private static partial Regex LabelLists();

    // Not a function, and not the unit of a duration such as 6h.
    [GeneratedRegex("(?<![\\w:.])[a-zA-Z_:][\\w:]*(?![\\w:]|\\s*\\()")]
    private static partial Regex Identifiers();

    [GeneratedRegex("\\w+(?=\\s*[=!])")]
    private static partial Regex MatchedLabels();

    [GeneratedRegex("\\w+")]
    private static partial Regex Listed();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex HistogramParts();
}
