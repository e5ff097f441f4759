using Detector.Decoding;
using Detector.Evidence;
using Detector.Preprocessing;

namespace Detector;

/// <summary>An image that is ready for the device, between the worker that prepared it and the one that finishes it.</summary>
/// <param name="Image">Upright pixels.</param>
/// <param name="Framed">Its tiles, which may borrow those pixels.</param>
/// <param name="Sha256">Of the encoded bytes.</param>
/// <param name="Compression">How the encoded file is stored.</param>
/// <param name="Decode">How long decoding took.</param>
/// <param name="Preprocess">How long framing took.</param>
internal sealed record PreparedImage(
    DecodedImage Image, FramedImage Framed, string Sha256, ImageCompression Compression, TimeSpan Decode,
    TimeSpan Preprocess) : IDisposable
{
    /// <summary>Clears and frees the pixels.</summary>
    public void Dispose()
    {
        Framed.Dispose();
        Image.Dispose();
    }
}
