namespace Detector.Decoding;

/// <summary>A kind of file, told by its first bytes.</summary>
/// <param name="Name">Lower case: jpeg, png, webp, gif, tiff, avif, or a kind that is known and refused.</param>
/// <param name="IsAccepted">Whether images of this kind are decoded.</param>
internal readonly record struct ImageFormat(string Name, bool IsAccepted);
