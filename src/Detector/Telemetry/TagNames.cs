namespace Detector.Telemetry;

/// <summary>Names of tags of the detector's own, for metrics and spans alike.</summary>
public static class TagNames
{
    /// <summary>interactive or bulk.</summary>
    public const string Lane = "detector.lane";

    /// <summary>How it ended.</summary>
    public const string Outcome = "detector.outcome";

    /// <summary>Why; a stable code.</summary>
    public const string Reason = "detector.reason";

    /// <summary>decode, preprocess, queue, inference or postprocess.</summary>
    public const string Stage = "detector.stage";

    /// <summary>cpu or cuda.</summary>
    public const string Device = "detector.device";

    /// <summary>healthy, degraded or failed.</summary>
    public const string State = "detector.state";

    /// <summary>The device that was lost.</summary>
    public const string From = "detector.from";

    /// <summary>The device that took over.</summary>
    public const string To = "detector.to";

    /// <summary>Name and version of a model.</summary>
    public const string Model = "detector.model";

    /// <summary>likely_manipulated, inconclusive or no_evidence.</summary>
    public const string Verdict = "detector.verdict";

    /// <summary>Kind of file: jpeg, png, webp, gif, tiff, avif, unsupported or unknown.</summary>
    public const string Format = "detector.format";
}
