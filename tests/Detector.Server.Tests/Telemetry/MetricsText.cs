using System.Globalization;
using System.Net.Http.Headers;
using Detector.Server.Tests.Support;

namespace Detector.Server.Tests.Telemetry;

/// <summary>The text of /metrics, read.</summary>
/// <param name="text">The whole of it.</param>
internal sealed class MetricsText(string text)
{
    private const string OpenMetrics = "application/openmetrics-text";

    private static readonly HttpClient Http = new();

    public string Text { get; } = text;

    public IReadOnlyList<string> Lines { get; } = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Names of what has a TYPE.</summary>
    public IEnumerable<string> Families => Lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
        .Select(line => line.Split(' ')[2]);

    public static async Task<MetricsText> ReadAsync(ServerHost host, bool open = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.HttpAddress, "/metrics"));
        if (open)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(OpenMetrics));
        }

        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        Assert.Equal(open ? OpenMetrics : "text/plain", response.Content.Headers.ContentType!.MediaType);
        return new MetricsText(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Value of one sample; null where it is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="labels">Some of its labels as NAME="VALUE"; together they have to be those of one only.</param>
    public double? Value(string name, params string[] labels)
    {
        var found = Lines.Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length
            && line[name.Length] is ' ' or '{' && labels.All(label => line.Contains(label, StringComparison.Ordinal))).ToArray();
        return found.Length == 0
            ? null
            : double.Parse(Assert.Single(found).Split("} ")[^1].Split(' ')[^1], CultureInfo.InvariantCulture);
    }
}
