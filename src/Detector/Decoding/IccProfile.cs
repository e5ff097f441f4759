using System.Buffers.Binary;
using System.Text;

namespace Detector.Decoding;

/// <summary>
/// Reads as much of an ICC colour profile as tells whether it is sRGB (ICC.1:2022, sections 7 and 9).
/// </summary>
internal static class IccProfile
{
    private const int HeaderLength = 128;
    private const int ColourSpace = 16;
    private const int TagLength = 12;
    private const int MaxTags = 100;
    private const int MaxDescription = 256;

    /// <summary>
    /// Whether the profile calls itself sRGB. Such pixels are left as they are: a conversion from sRGB to sRGB costs
    /// time and moves values by rounding.
    /// </summary>
    internal static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        return profile.Length > HeaderLength + 4
            && profile.Slice(ColourSpace, 4).SequenceEqual("RGB "u8)
            && IsSrgbName(Description(profile));
    }

    // "c2" is what the smallest sRGB profiles in wide use are called (see "Compact ICC profiles" by Clinton Ingram).
    private static bool IsSrgbName(string name) =>
        name.Contains("sRGB", StringComparison.OrdinalIgnoreCase) || name is "c2" or "uRGB";

    private static string Description(ReadOnlySpan<byte> profile)
    {
        var count = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[HeaderLength..]), MaxTags);
        for (var i = 0; i < count; i++)
        {
            var entry = HeaderLength + 4 + (i * TagLength);
            if (entry + TagLength > profile.Length)
            {
                break;
            }

            if (profile.Slice(entry, 4).SequenceEqual("desc"u8))
            {
                var start = BinaryPrimitives.ReadUInt32BigEndian(profile[(entry + 4)..]);
                return start < profile.Length ? Text(profile[(int)start..]) : "";
            }
        }

        return "";
    }

    /// <summary>Version 2 profiles write ASCII behind 12 bytes, version 4 UTF-16 at a stated place.</summary>
    private static string Text(ReadOnlySpan<byte> tag)
    {
        if (tag.Length > 12 && tag.StartsWith("desc"u8))
        {
            return Cut(tag, 12, BinaryPrimitives.ReadUInt32BigEndian(tag[8..]), Encoding.ASCII);
        }

        return tag.Length >= 28 && tag.StartsWith("mluc"u8)
            ? Cut(
                tag,
                BinaryPrimitives.ReadUInt32BigEndian(tag[24..]),
                BinaryPrimitives.ReadUInt32BigEndian(tag[20..]),
                Encoding.BigEndianUnicode)
            : "";
    }

    private static string Cut(ReadOnlySpan<byte> tag, uint start, uint length, Encoding encoding)
    {
        if (start >= tag.Length)
        {
            return "";
        }

        var text = tag[(int)start..];
        return encoding.GetString(text[..(int)Math.Min(Math.Min(length, MaxDescription), text.Length)]).TrimEnd('\0');
    }
}
