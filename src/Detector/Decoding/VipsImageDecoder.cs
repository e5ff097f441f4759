using Detector.Decoding.Vips;
using Microsoft.Extensions.Options;

namespace Detector.Decoding;

/// <summary>Decodes JPEG, PNG, WebP, GIF, TIFF and AVIF with libvips.</summary>
/// <param name="options">Limits on what is taken in.</param>
public sealed unsafe class VipsImageDecoder(IOptions<DecodingOptions> options) : IImageDecoder
{
    private readonly DecodingOptions _options = options.Value;

    private delegate T Reading<T>(VipsImage source, string format, ReadOnlySpan<byte> encoded);

    /// <inheritdoc/>
    public ImageHeader ReadHeader(ReadOnlySpan<byte> encoded) =>
        Read(encoded, static (source, format, _) =>
            new ImageHeader(format, source.Width, source.Height, source.Orientation != 1));

    /// <inheritdoc/>
    public DecodedImage Decode(ReadOnlySpan<byte> encoded) => Read(encoded, DecodePixels);

    /// <summary>Opens a file, checks what its header says, and reads what is wanted of it.</summary>
    private T Read<T>(ReadOnlySpan<byte> encoded, Reading<T> reading)
    {
        var format = Admit(encoded).Name;
        using var session = VipsSession.Begin();
        try
        {
            fixed (byte* data = encoded)
            {
                if (format == "png")
                {
                    CheckPixels(PngHeader.Pixels(encoded));
                }

                using var source = Load(format, data, encoded.Length);
                CheckPixels((long)source.Width * source.Height);
                CheckSides(source.Width, source.Height);
                return reading(source, format, encoded);
            }
        }
        catch (VipsException e)
        {
            var detail = VipsErrorText.ForUsers(VipsSession.TakeErrors());
            throw new AnalysisException(
                AnalysisErrorReason.CorruptImage,
                $"The {format} data do not decode{detail}. The file is truncated or damaged: send the complete "
                + "original.",
                e);
        }
    }

    /// <summary>Everything that can be said before a decoder sees a byte.</summary>
    private ImageFormat Admit(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length > _options.MaxBytes)
        {
            throw new AnalysisException(
                AnalysisErrorReason.TooManyBytes,
                $"The image has {encoded.Length} bytes; the limit is {_options.MaxBytes}. Send a smaller file.");
        }

        if (encoded.IsEmpty)
        {
            throw new AnalysisException(
                AnalysisErrorReason.NotAnImage, $"The image has 0 bytes. Send a whole {ImageFormats.Accepted} file.");
        }

        var format = ImageFormats.Identify(encoded) ?? throw new AnalysisException(
            AnalysisErrorReason.NotAnImage,
            $"The {encoded.Length} bytes are no image of a known kind. Send a whole {ImageFormats.Accepted} file.");
        if (!format.IsAccepted)
        {
            throw new AnalysisException(
                AnalysisErrorReason.UnsupportedFormat,
                $"The image is {format.Name}, which is not accepted. Send the original as {ImageFormats.Accepted}.");
        }

        return format;
    }

    private static DecodedImage DecodePixels(VipsImage source, string format, ReadOnlySpan<byte> encoded)
    {
        var warnings = new List<string>();
        var frames = format == "png" ? PngHeader.Frames(encoded) : source.Pages;
        if (frames > 1)
        {
            warnings.Add($"The file holds {frames} frames or pages; only the first was examined.");
        }

        using var colours = SrgbConversion.Apply(source, warnings);
        var pixels = colours.ToPixels();
        var orientation = source.Orientation;
        return new DecodedImage(orientation == 1 ? pixels : TurnUpright(pixels, orientation), format, warnings);
    }

    /// <summary>Reads the header. No pixel is decoded until the pixels are written out.</summary>
    private static VipsImage Load(string format, byte* data, int length)
    {
        var loader = format == "avif" ? "heifload_buffer" : $"{format}load_buffer";
        using var operation = new VipsOperation(loader);
        // Sequential reading streams rows through memory: with random access libvips would put a large picture into a
        // temporary file. Pixels that are missing or damaged are an error, not grey.
        return operation.Set("buffer", data, length).Set("access=sequential,fail_on=error").RunToImage();
    }

    private static PixelBuffer TurnUpright(PixelBuffer stored, int orientation)
    {
        using (stored)
        {
            fixed (byte* start = stored.Row(0))
            {
                using var image = VipsImage.Wrap(start, stored.Width, stored.Height, PixelBuffer.Channels);
                image.Orientation = orientation;
                using var upright = VipsOperation.Apply("autorot", image);
                return upright.ToPixels();
            }
        }
    }

    private void CheckPixels(long pixels)
    {
        if (pixels > _options.MaxPixels)
        {
            throw new AnalysisException(
                AnalysisErrorReason.TooManyPixels,
                $"The image has {pixels} pixels; the limit is {_options.MaxPixels}. Send a smaller one.");
        }
    }

    private void CheckSides(int width, int height)
    {
        if (Math.Min(width, height) < _options.MinSide)
        {
            throw new AnalysisException(
                AnalysisErrorReason.TooSmall,
                $"The image is {width} x {height} pixels; the shortest side must be at least {_options.MinSide}. "
                + "Send the original, not a thumbnail.");
        }
    }
}
