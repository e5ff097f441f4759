using System.Runtime.InteropServices;

namespace Detector.Decoding.Vips;

/// <summary>
/// A reference to an image of libvips: a header and a recipe for pixels, which are computed when written out.
/// </summary>
internal sealed unsafe class VipsImage : SafeHandle
{
    private const string ProfileField = "icc-profile-data";

    /// <summary>Takes over a reference.</summary>
    internal VipsImage(nint reference)
        : base(0, ownsHandle: true) => SetHandle(reference);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal int Width => VipsNative.Width(this);

    internal int Height => VipsNative.Height(this);

    internal int Bands => VipsNative.Bands(this);

    /// <summary>VipsBandFormat: how a number is stored.</summary>
    internal int Format => VipsNative.Format(this);

    /// <summary>
    /// VipsInterpretation: what the numbers mean, guessed from bands and format where the file does not say.
    /// </summary>
    internal int Interpretation => VipsNative.Interpretation(this);

    internal bool HasAlpha => VipsNative.HasAlpha(this) != 0;

    /// <summary>Frames or pages in the file, at least 1.</summary>
    internal int Pages => VipsNative.Pages(this);

    /// <summary>EXIF orientation, 1 (upright) to 8.</summary>
    internal int Orientation
    {
        get => VipsNative.Orientation(this);
        set => VipsNative.SetInt(this, "orientation", value);
    }

    /// <summary>
    /// Wraps pixels that stay the caller's: they must outlive the image and all that is made from it.
    /// </summary>
    /// <param name="pixels">width x height x bands bytes.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bands">Bytes per pixel.</param>
    internal static VipsImage Wrap(byte* pixels, int width, int height, int bands)
    {
        var size = (nuint)width * (nuint)height * (nuint)bands;
        var reference = VipsNative.NewFromMemory(pixels, size, width, height, bands, VipsNative.FormatUChar);
        return reference == 0 ? throw new VipsException("image from memory") : new VipsImage(reference);
    }

    /// <summary>The embedded colour profile, empty where there is none. Valid as long as this image.</summary>
    internal ReadOnlySpan<byte> Profile()
    {
        void* data;
        nuint length;
        return VipsNative.TypeOf(this, ProfileField) == 0
            || VipsNative.GetImageBlob(this, ProfileField, &data, &length) != 0
            ? []
            : new ReadOnlySpan<byte>(data, (int)length);
    }

    /// <summary>Whether a profile's colour space is this image's.</summary>
    internal bool Accepts(ReadOnlySpan<byte> profile)
    {
        fixed (byte* start = profile)
        {
            return VipsNative.IsCompatibleProfile(this, start, (nuint)profile.Length) != 0;
        }
    }

    /// <summary>Computes the pixels of an 8-bit RGB image into a buffer of their own.</summary>
    /// <exception cref="VipsException">The data do not decode.</exception>
    internal PixelBuffer ToPixels()
    {
        var (width, height) = (Width, Height);
        if (Bands != PixelBuffer.Channels || Format != VipsNative.FormatUChar)
        {
            throw new VipsException($"conversion to RGB ({Bands} bands, format {Format})");
        }

        var pixels = VipsNative.WriteToMemory(this, out var size);
        return pixels == 0 || size != (nuint)((long)width * height * PixelBuffer.Channels)
            ? throw new VipsException("decode")
            : PixelBuffer.Adopt(pixels, width, height, VipsNative.Free);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        VipsNative.Unref(handle);
        return true;
    }
}
