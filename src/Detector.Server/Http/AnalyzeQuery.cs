using System.Globalization;
using System.Text;
using Detector.Batching;
using Detector.ModelPackages;
using Detector.Server.Rpc;

namespace Detector.Server.Http;

/// <summary>The query parameters of POST /v1/analyze.</summary>
internal sealed record AnalyzeQuery
{
    /// <summary>Longest time limit, milliseconds: one hour.</summary>
    public const int MaxTimeoutMs = 3_600_000;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["priority", "map", "grid", "overlay", "client_reference", "timeout_ms"];

    /// <summary>How urgent it is. Bulk where nothing is said, as in the contract.</summary>
    public Lane Lane { get; init; } = Lane.Bulk;

    /// <summary>Also the map as a PNG.</summary>
    public bool Map { get; init; }

    /// <summary>Also the map as numbers.</summary>
    public bool Grid { get; init; }

    /// <summary>Also the overlay as a PNG.</summary>
    public bool Overlay { get; init; }

    /// <summary>Comes back in the answer.</summary>
    public string ClientReference { get; init; } = "";

    /// <summary>How long the answer is worth something; null for the server's own limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Reads the parameters.</summary>
    /// <param name="query">What was sent.</param>
    /// <exception cref="Analysis.CallFailedException">
    /// A name is unknown or comes twice, or a value is out of its range.
    /// </exception>
    public static AnalyzeQuery Parse(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            // The collection itself compares without regard to case: names here are exact.
            if (!Names.Contains(name))
            {
                throw HttpFailures.Field(HttpFailures.Shorten(name), Unknown(name));
            }

            if (values.Count != 1)
            {
                throw HttpFailures.Field(name, $"{name} is there {values.Count} times: send it once.");
            }
        }

        return new AnalyzeQuery
        {
            Lane = Priority(query["priority"]),
            Map = Flag("map", query["map"]),
            Grid = Flag("grid", query["grid"]),
            Overlay = Flag("overlay", query["overlay"]),
            ClientReference = Reference(query["client_reference"]),
            Timeout = Milliseconds(query["timeout_ms"]),
        };
    }

    private static string Unknown(string name)
    {
        var nearest = NearestName.Find(name, Names);
        return $"There is no query parameter '{HttpFailures.Shorten(name)}': " +
            (nearest is null ? $"there are {string.Join(", ", Names)}." : $"did you mean {nearest}?");
    }

    private static Lane Priority(string? value) => value switch
    {
        null or "bulk" => Lane.Bulk,
        "interactive" => Lane.Interactive,
        _ => throw HttpFailures.Field(
            "priority", $"priority is '{HttpFailures.Shorten(value)}': send interactive, bulk, or nothing for bulk."),
    };

    private static bool Flag(string name, string? value) => value switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw HttpFailures.Field(
            name, $"{name} is '{HttpFailures.Shorten(value)}': send true, false, or nothing for false."),
    };

    private static string Reference(string? value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value ?? "");
        return bytes <= RequestReader.MaxReferenceBytes
            ? value ?? ""
            : throw HttpFailures.Field(
                "client_reference",
                $"client_reference has {bytes} bytes as UTF-8: send at most {RequestReader.MaxReferenceBytes}.");
    }

    private static TimeSpan? Milliseconds(string? value)
    {
        if (value is null)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            && ms is >= 1 and <= MaxTimeoutMs
            ? TimeSpan.FromMilliseconds(ms)
            : throw HttpFailures.Field(
                "timeout_ms",
                $"timeout_ms is '{HttpFailures.Shorten(value)}': send a whole number of milliseconds, " +
                $"1 to {MaxTimeoutMs}.");
    }
}
