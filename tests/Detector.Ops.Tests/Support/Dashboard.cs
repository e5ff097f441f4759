using System.Text.Json;
using Detector.Tests.Support;

namespace Detector.Ops.Tests.Support;

/// <summary>A panel that shows something.</summary>
/// <param name="Id">Number within the dashboard.</param>
/// <param name="Row">Title of the row that it stands in.</param>
/// <param name="Title">What it says above.</param>
/// <param name="Description">What it says when asked.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="Queries">With Grafana's variables.</param>
/// <param name="Legends">How the series of each query are called, with {{label}}.</param>
internal sealed record Panel(
    int Id, string Row, string Title, string Description, string Unit, IReadOnlyList<string> Queries,
    IReadOnlyList<string> Legends);

/// <summary>Where a panel lies, in units of the grid.</summary>
internal sealed record Place(string Title, int X, int Y, int Width, int Height)
{
    public bool Overlaps(Place other) =>
        X < other.X + other.Width && other.X < X + Width && Y < other.Y + other.Height && other.Y < Y + Height;
}

/// <summary>ops/grafana/dashboards/detector.json as it is written.</summary>
internal static class Dashboard
{
    private static readonly JsonElement Json = JsonDocument.Parse(
        File.ReadAllText(SourceTree.PathTo("ops", "grafana", "dashboards", "detector.json"))).RootElement;

    /// <summary>The questions that it answers, in order.</summary>
    public static IReadOnlyList<string> Rows { get; } = [.. All.Where(IsRow).Select(row => Text(row, "title"))];

    public static IReadOnlyList<Panel> Panels { get; } = ReadPanels();

    public static IReadOnlyList<Place> Places { get; } = [.. All.Select(panel =>
    {
        var place = panel.GetProperty("gridPos");
        return new Place(Text(panel, "title"), Number(place, "x"), Number(place, "y"), Number(place, "w"), Number(place, "h"));
    })];

    /// <summary>Names and queries of the variables that Prometheus answers.</summary>
    public static IReadOnlyList<(string Name, string Query)> Variables { get; } = [.. TemplatingList
        .Where(variable => Text(variable, "type") == "query")
        .Select(variable => (Text(variable, "name"), Text(variable, "definition")))];

    /// <summary>Every reference to a data source, of panels, queries and variables.</summary>
    public static IReadOnlyList<string> DataSources { get; } = [.. References(Json)];

    public static bool HasDataSourceVariable =>
        TemplatingList.Any(variable => Text(variable, "type") == "datasource" && Text(variable, "name") == "datasource");

    private static IEnumerable<JsonElement> All => Json.GetProperty("panels").EnumerateArray();

    private static IEnumerable<JsonElement> TemplatingList =>
        Json.GetProperty("templating").GetProperty("list").EnumerateArray();

    /// <summary>A query as Grafana would send it, with everything chosen and short windows.</summary>
    /// <param name="query">With variables.</param>
    /// <param name="window">In place of Grafana's own intervals.</param>
    public static string Fill(string query, string window) => query
        .Replace("$__rate_interval", window, StringComparison.Ordinal)
        .Replace("$__interval", window, StringComparison.Ordinal)
        .Replace("$__range", window, StringComparison.Ordinal)
        .Replace("$job", "detector", StringComparison.Ordinal)
        .Replace("$instance", ".+", StringComparison.Ordinal)
        .Replace("$model", ".+", StringComparison.Ordinal);

    private static List<Panel> ReadPanels()
    {
        var (row, panels) = ("", new List<Panel>());
        foreach (var panel in All)
        {
            if (IsRow(panel))
            {
                row = Text(panel, "title");
                continue;
            }

            panels.Add(new Panel(
                Number(panel, "id"), row, Text(panel, "title"), Text(panel, "description"),
                Text(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit"),
                Targets(panel, "expr"), Targets(panel, "legendFormat")));
        }

        return panels;
    }

    private static string[] Targets(JsonElement panel, string name) =>
        [.. panel.GetProperty("targets").EnumerateArray().Select(target => Text(target, name))];

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "datasource" ? [Text(property.Value, "uid")] : References(property.Value)),
        _ => [],
    };

    private static bool IsRow(JsonElement panel) => Text(panel, "type") == "row";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
