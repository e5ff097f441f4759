using Detector.Decoding;

namespace Detector.Ops.Tests.Running;

/// <summary>The real decoder, whose work can be held, so that pictures wait, and that breaks on pictures of one size.</summary>
internal sealed class GatedDecoder(IImageDecoder decoder) : IImageDecoder, IDisposable
{
    /// <summary>Side of the pictures that it breaks on.</summary>
    public const int BreakingSide = 97;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _open = new(initialState: true);

    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public ImageHeader ReadHeader(ReadOnlySpan<byte> encoded) => decoder.ReadHeader(encoded);

    public DecodedImage Decode(ReadOnlySpan<byte> encoded)
    {
        Assert.True(_open.Wait(Patience), "Held for too long.");
        var image = decoder.Decode(encoded);
        if (image.Width != BreakingSide)
        {
            return image;
        }

        image.Dispose();
        throw new InvalidTimeZoneException("A defect that nobody foresaw.");
    }

    public void Dispose() => _open.Dispose();
}
