using Detector.ModelPackages;

namespace Detector.Calibration;

/// <summary>Which kind of manipulation an image shows. The three probabilities sum to 1.</summary>
/// <param name="Kind">None when the verdict is no evidence, otherwise the likelier of the two manipulations.</param>
/// <param name="FullyGenerated">Probability, 0 to 1, that the whole frame comes out of a generator.</param>
/// <param name="LocallyEdited">Probability, 0 to 1, that a part of the frame was regenerated or pasted.</param>
/// <param name="None">Probability, 0 to 1, of neither.</param>
/// <param name="MapMeaningful">True when there is a map that can tell a part from the rest: not where the whole frame
/// is generated, since then no part is more manipulated than another.</param>
public sealed record KindResult(
    ManipulationKind Kind, double FullyGenerated, double LocallyEdited, double None, bool MapMeaningful);
