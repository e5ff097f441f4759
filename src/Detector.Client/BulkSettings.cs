using static System.FormattableString;

namespace Detector.Client;

/// <summary>How many images are sent ahead of their answers.</summary>
public sealed record BulkSettings
{
    /// <summary>What is wanted of each image.</summary>
    public AnalyzeSettings Analyze { get; init; } = new();

    /// <summary>Most images between being taken in and their outcome being taken: this bounds the memory. Default 32; 1 to
    /// 4096.</summary>
    public int Window { get; init; } = 32;

    /// <summary>Streams that share the window; 0 for one per server, and at least two. At most 64.</summary>
    public int Streams { get; init; }

    /// <summary>How long an image may take in the window, with its retries. Default 5 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Throws where a setting is out of range.</summary>
    internal void Check()
    {
        string[] problems =
        [
            .. ClientOptionsCheck.Range(nameof(Window), Window, 1, 4096),
            .. ClientOptionsCheck.Range(nameof(Streams), Streams, 0, 64),
            .. ClientOptionsCheck.Span(nameof(Timeout), Timeout),
            .. Analyze is null ? [Invariant($"{nameof(Analyze)} is null: leave it.")] : Array.Empty<string>(),
        ];
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join(" ", problems));
        }
    }
}
