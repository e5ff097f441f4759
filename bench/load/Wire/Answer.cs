namespace Detector.Load.Wire;

/// <summary>The part of an AnalyzeResponse that is measured or checked.</summary>
internal sealed class Answer
{
    /// <summary>The number in the client reference; 0 where it is none of ours.</summary>
    public long Number { get; init; }

    /// <summary>SHA-256 that the server saw, 64 lower-case hexadecimal digits; empty for a failure.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Tiles of the picture.</summary>
    public int Tiles { get; init; }

    /// <summary>Mean size of the batches that carried them, tiles.</summary>
    public double BatchTiles { get; init; }

    /// <summary>The server's own timings.</summary>
    public StageMilliseconds Stages { get; init; }

    /// <summary>Why a picture of a stream got no score; null where it did.</summary>
    public string? FailureReason { get; init; }

    /// <summary>The status code of such a failure.</summary>
    public int FailureCode { get; init; }
}
