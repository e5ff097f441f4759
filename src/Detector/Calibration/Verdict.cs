namespace Detector.Calibration;

/// <summary>What the calibrated probability amounts to. There is no "authentic": absence of evidence proves
/// nothing.</summary>
public enum Verdict
{
    /// <summary>Under both thresholds: the detector found no trace of manipulation.</summary>
    NoEvidence,

    /// <summary>Traces that unmanipulated images show too often to act upon; look at the evidence.</summary>
    Inconclusive,

    /// <summary>At or over the upper threshold, which few unmanipulated images reach.</summary>
    LikelyManipulated,
}
