namespace Detector.ModelPackages;

/// <summary>One model input with the outputs that the training code gave for it.</summary>
/// <param name="Image">Path inside the package of a lossless PNG, exactly one model input large.</param>
/// <param name="Score">The logit of that one input.</param>
/// <param name="Map">Logits of the map's cells, row by row; null where only the score is compared.</param>
public sealed record GoldenCase(string Image, double Score, float[]? Map);

/// <summary>The golden file as it stands on disk.</summary>
/// <param name="Cases">At least one.</param>
internal sealed record GoldenFile(IReadOnlyList<GoldenEntry> Cases);

/// <summary>One case as it stands on disk.</summary>
/// <param name="Image">Path inside the package.</param>
/// <param name="Score">Logit.</param>
/// <param name="MapStride">If stated, the manifest's.</param>
/// <param name="Map">Logits, row by row.</param>
internal sealed record GoldenEntry(string Image, double Score, int? MapStride = null, float[]? Map = null);
