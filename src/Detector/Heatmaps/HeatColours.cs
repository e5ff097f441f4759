namespace Detector.Heatmaps;

/// <summary>
/// Colour per probability: black over purple and orange to pale yellow. Lightness rises all the way, so that it reads
/// the same with any colour vision and in grey.
/// </summary>
/// <remarks>
/// The anchors are ten evenly spaced colours of "inferno" by Nathaniel Smith and Stéfan van der Walt (matplotlib's
/// colour maps, CC0); between them the colour is interpolated.
/// </remarks>
internal static class HeatColours
{
    /// <summary>Opacity at probability 1. Under 1, so that the picture stays recognisable everywhere.</summary>
    private const double LargestOpacity = 0.8;

    /// <summary>Denominator of opacities and premultiplied colours.</summary>
    public const uint One = 256;

    private static readonly int[] Anchors =
    [
        0x000004, 0x1B0C42, 0x4B0C6B, 0x781C6D, 0xA52C60, 0xCF4446, 0xED6925, 0xFB9A06, 0xF7D03C, 0xFCFFA4,
    ];

    private static readonly Tint[] Tints = [.. Enumerable.Range(0, 256).Select(MakeTint)];

    /// <summary>A premultiplied colour per probability level, 0 to 255.</summary>
    public static ReadOnlySpan<Tint> ByLevel => Tints;

    private static Tint MakeTint(int level)
    {
        var position = level * (Anchors.Length - 1) / 255.0;
        var first = Math.Min((int)position, Anchors.Length - 2);
        var share = position - first;
        var opacity = LargestOpacity * level / 255;
        uint Mixed(int shift)
        {
            var colour = double.Lerp((Anchors[first] >> shift) & 0xFF, (Anchors[first + 1] >> shift) & 0xFF, share);
            return (uint)Math.Round(colour * opacity * One);
        }

        return new Tint(Mixed(16), Mixed(8), Mixed(0), One - (uint)Math.Round(opacity * One));
    }

    /// <summary>A colour times its opacity times <see cref="One"/>, and what the picture keeps of <see
    /// cref="One"/>.</summary>
    internal readonly record struct Tint(uint Red, uint Green, uint Blue, uint Rest);
}
