namespace Detector.Cli.Evaluation.Data;

/// <summary>One picture to measure on.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">As it is reported: relative to its CSV or folder, with forward slashes.</param>
/// <param name="Label">What is known about it.</param>
/// <param name="Source">Camera, collection or generator that it comes from.</param>
/// <param name="MaskPath">Where its mask lies; null for none.</param>
internal sealed record LabelledPicture(string Path, string Name, PictureLabel Label, string Source, string? MaskPath);
