using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Versions;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>What came of one picture.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Versions">Those that were scored.</param>
/// <param name="LeftOut">Those that were not, and masks that could not be used.</param>
internal sealed record ScoredPicture(
    LabelledPicture Picture, IReadOnlyDictionary<VersionChain, ScoredVersion> Versions, IReadOnlyList<LeftOut> LeftOut)
{
    /// <summary>Whether it is generated or edited.</summary>
    public bool IsFake => Picture.Label != PictureLabel.Real;

    /// <summary>The map of the main version, 8 bits a cell, for a thumbnail; null where nobody asked.</summary>
    public MapThumbnail? Thumbnail { get; init; }
}

/// <summary>Something that is not in the figures.</summary>
/// <param name="Path">Name of the picture.</param>
/// <param name="Version">Which version of it; null for all, and for a mask.</param>
/// <param name="Reason">Stable code.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record LeftOut(string Path, string? Version, string Reason, string Message);

/// <summary>A map without its picture.</summary>
/// <param name="Columns">Cells from left to right.</param>
/// <param name="Rows">Cells from top to bottom.</param>
/// <param name="Levels">0 to 255 per cell, row by row.</param>
internal sealed record MapThumbnail(int Columns, int Rows, byte[] Levels);
