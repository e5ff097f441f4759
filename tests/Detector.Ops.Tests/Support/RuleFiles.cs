using Detector.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Detector.Ops.Tests.Support;

/// <summary>One rule of ops/prometheus/rules.</summary>
/// <param name="Name">Of the alert, or of the series that is recorded.</param>
/// <param name="IsAlert">False for a recording rule.</param>
/// <param name="Expression">In Prometheus's language.</param>
/// <param name="Labels">What is added to the alert.</param>
/// <param name="Annotations">What is said of the alert.</param>
internal sealed record Rule(
    string Name, bool IsAlert, string Expression, IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations);

/// <summary>One expectation of ops/prometheus/tests.</summary>
/// <param name="Alert">Name of the alert.</param>
/// <param name="Fires">Whether it should fire.</param>
internal sealed record RuleCase(string Alert, bool Fires);

/// <summary>The rules and their tests as they are written.</summary>
internal static class RuleFiles
{
    public static string Folder { get; } = SourceTree.PathTo("ops", "prometheus");

    public static IReadOnlyList<string> Rules { get; } = Files("rules");

    public static IReadOnlyList<string> Tests { get; } = Files("tests");

    public static IReadOnlyList<Rule> All { get; } = [.. Rules.SelectMany(file =>
        List(Yaml(file), "groups").SelectMany(group => List(group, "rules")).Select(Read))];

    public static IEnumerable<Rule> Alerts => All.Where(rule => rule.IsAlert);

    public static IReadOnlyList<RuleCase> Cases { get; } = [.. Tests.SelectMany(file =>
        List(Yaml(file), "tests").SelectMany(test => List(test, "alert_rule_test")).Select(test => new RuleCase(
            Text(test, "alertname"), List(test, "exp_alerts").Any())))];

    /// <summary>The root of a YAML file.</summary>
    public static YamlMappingNode Yaml(string path)
    {
        using var reader = new StreamReader(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    public static IEnumerable<YamlMappingNode> List(YamlMappingNode node, string name) =>
        ((YamlSequenceNode)node[name]).Children.Cast<YamlMappingNode>();

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder), "*.yml").Order(StringComparer.Ordinal)];

    private static Rule Read(YamlMappingNode node)
    {
        var isAlert = node.Children.ContainsKey("alert");
        return new Rule(
            Text(node, isAlert ? "alert" : "record"), isAlert, Text(node, "expr"), Map(node, "labels"),
            Map(node, "annotations"));
    }

    private static string Text(YamlMappingNode node, string name) => ((YamlScalarNode)node[name]).Value!;

    private static Dictionary<string, string> Map(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(name, out var found)
            ? ((YamlMappingNode)found).Children.ToDictionary(pair => $"{pair.Key}", pair => $"{pair.Value}")
            : [];
}
