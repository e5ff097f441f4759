using Detector.Decoding;

namespace Detector.Cli.Evaluation.Versions;

/// <summary>A version of a picture.</summary>
/// <param name="Encoded">The file that the model gets.</param>
/// <param name="Frame">Where it lies in the original.</param>
internal sealed record PictureVersion(ReadOnlyMemory<byte> Encoded, PictureFrame Frame);

/// <summary>Makes versions of pictures, in memory only.</summary>
/// <param name="decoder">Decodes between two encodings of a chain.</param>
internal sealed class VersionMaker(IImageDecoder decoder)
{
    /// <summary>Cuts begin at a multiple of this, so that the blocks of an earlier JPEG stay where they were.</summary>
    private const int CutGrid = 16;

    /// <summary>Makes one version. Pixels that no step has encoded become a PNG.</summary>
    /// <param name="original">The file as it came.</param>
    /// <param name="decoded">The same, decoded; stays the caller's.</param>
    /// <param name="chain">What is done to it.</param>
    /// <exception cref="AnalysisException">A step made a picture that is too small.</exception>
    public PictureVersion Make(ReadOnlyMemory<byte> original, DecodedImage decoded, VersionChain chain)
    {
        var frame = PictureFrame.Whole(decoded.Width, decoded.Height);
        if (chain.Steps.Count == 0)
        {
            return new PictureVersion(original, frame);
        }

        var pixels = decoded.Pixels;
        byte[]? encoded = null;
        try
        {
            foreach (var step in chain.Steps)
            {
                if (encoded is not null)
                {
                    Replace(ref pixels, decoder.Decode(encoded).Pixels, decoded);
                    encoded = null;
                }

                (encoded, frame) = Apply(step, ref pixels, frame, decoded);
            }

            return new PictureVersion(encoded ?? ImageEncoder.Png(pixels), frame);
        }
        finally
        {
            Replace(ref pixels, decoded.Pixels, decoded);
        }
    }

    private static (byte[]? Encoded, PictureFrame Frame) Apply(
        VersionStep step, ref PixelBuffer pixels, PictureFrame frame, DecodedImage decoded)
    {
        switch (step.Action)
        {
            case VersionAction.Jpeg:
                return (ImageEncoder.Jpeg(pixels, (int)step.Value), frame);
            case VersionAction.WebP:
                return (ImageEncoder.WebP(pixels, (int)step.Value), frame);
            case VersionAction.Resize:
                Replace(ref pixels, ImageEncoder.Resize(pixels, step.Value), decoded);
                return (null, frame);
            default:
                return (null, Cut(ref pixels, (int)step.Value, frame, decoded));
        }
    }

    private static PictureFrame Cut(ref PixelBuffer pixels, int side, PictureFrame frame, DecodedImage decoded)
    {
        var (width, height) = (Math.Min(side, pixels.Width), Math.Min(side, pixels.Height));
        var left = (pixels.Width - width) / 2 / CutGrid * CutGrid;
        var top = (pixels.Height - height) / 2 / CutGrid * CutGrid;
        if (width == pixels.Width && height == pixels.Height)
        {
            return frame;
        }

        var part = PixelBuffer.Allocate(width, height);
        for (var y = 0; y < height; y++)
        {
            pixels.Row(top + y).Slice(left * PixelBuffer.Channels, width * PixelBuffer.Channels).CopyTo(part.Row(y));
        }

        var (fullWidth, fullHeight) = ((double)pixels.Width, (double)pixels.Height);
        Replace(ref pixels, part, decoded);
        return frame.Part(left / fullWidth, top / fullHeight, width / fullWidth, height / fullHeight);
    }

    /// <summary>Goes on with other pixels; frees those before, but never the caller's.</summary>
    private static void Replace(ref PixelBuffer pixels, PixelBuffer next, DecodedImage decoded)
    {
        if (!ReferenceEquals(pixels, decoded.Pixels))
        {
            pixels.Dispose();
        }

        pixels = next;
    }
}
