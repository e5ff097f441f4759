using Detector.Decoding.Vips;

namespace Detector.Decoding;

/// <summary>
/// The recipe that makes 8-bit sRGB of any decoded image. Nothing is computed until the pixels are written out.
/// </summary>
internal static class SrgbConversion
{
    /// <summary>Said where an embedded profile does not fit the image or does not load.</summary>
    internal const string ProfileWarning = "The embedded colour profile is unusable; the colours were read as sRGB.";

    /// <summary>
    /// Lays the image on white where it is transparent, applies its colour profile, and reduces it to three bands of
    /// 8 bits.
    /// </summary>
    /// <param name="source">The image as stored; stays the caller's.</param>
    /// <param name="warnings">Takes what the reader should know.</param>
    /// <exception cref="VipsException">The image has no colours that can be converted.</exception>
    internal static VipsImage Apply(VipsImage source, List<string> warnings)
    {
        using var opaque = Flatten(source);
        using var profiled = ApplyProfile(opaque, warnings);
        using var colour = VipsOperation.Apply("colourspace", profiled, "space=srgb");
        using var bytes = VipsOperation.Apply("cast", colour, "format=uchar");
        using var visible = FlattenLate(bytes);
        return VipsOperation.Apply("extract_band", visible, $"band=0,n={PixelBuffer.Channels}");
    }

    /// <summary>Done first, at full depth, so that the colour conversion sees no transparency.</summary>
    private static VipsImage Flatten(VipsImage image)
    {
        // VipsInterpretation: grey and RGB of 8 bits, of 16 bits. In the rest white is not the same number in all
        // bands.
        var white = image.Interpretation switch
        {
            1 or 17 or 22 => "255",
            25 or 26 => "65535",
            _ => null,
        };
        return white is null || !image.HasAlpha
            ? VipsOperation.Apply("copy", image)
            : VipsOperation.Apply("flatten", image, $"background={white}");
    }

    private static VipsImage FlattenLate(VipsImage image)
    {
        return image.HasAlpha
            ? VipsOperation.Apply("flatten", image, "background=255")
            : VipsOperation.Apply("copy", image);
    }

    private static VipsImage ApplyProfile(VipsImage image, List<string> warnings)
    {
        var profile = image.Profile();
        if (profile.IsEmpty || IccProfile.IsSrgb(profile))
        {
            return VipsOperation.Apply("copy", image);
        }

        try
        {
            if (image.Accepts(profile))
            {
                return VipsOperation.Apply("icc_transform", image, "output_profile=srgb,embedded=true,depth=8");
            }
        }
        catch (VipsException)
        {
            // A broken profile says nothing against the pixels.
        }

        warnings.Add(ProfileWarning);
        return VipsOperation.Apply("copy", image);
    }
}
