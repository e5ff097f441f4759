namespace Detector.Decoding.Vips;

/// <summary>libvips refused an operation. Its words are had from <see cref="VipsSession.TakeErrors"/>.</summary>
/// <param name="operation">Name of the operation that failed.</param>
internal sealed class VipsException(string operation) : Exception($"libvips: {operation} failed");
