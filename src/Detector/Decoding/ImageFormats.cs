using System.Buffers.Binary;

namespace Detector.Decoding;

/// <summary>
/// Tells kinds of files apart by their magic bytes. File names and declared media types are never believed. Only what
/// is accepted here reaches a decoder.
/// </summary>
internal static class ImageFormats
{
    /// <summary>The accepted kinds, for messages.</summary>
    internal const string Accepted = "JPEG, PNG, WebP, GIF, TIFF or AVIF";

    private const int SvgSearchLength = 1024;

    /// <summary>The kind of a file; null when it is no image that anybody could name.</summary>
    /// <param name="file">The file, or its first kilobyte.</param>
    internal static ImageFormat? Identify(ReadOnlySpan<byte> file)
    {
        return file switch
        {
            [0xFF, 0xD8, 0xFF, ..] => Accept("jpeg"),
            [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Accept("png"),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..]
                => Accept("webp"),
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Accept("gif"),
            [(byte)'I', (byte)'I', 0x2A or 0x2B, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A or 0x2B, ..] => Tiff(file),
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => IsoMedia(file),
            _ => Refused(file),
        };
    }

    /// <summary>The kind of a file as a tag of metrics: one that is accepted, unsupported or unknown.</summary>
    /// <param name="file">The file, or its first kilobyte.</param>
    internal static string Tag(ReadOnlySpan<byte> file) => Identify(file) switch
    {
        { IsAccepted: true } accepted => accepted.Name,
        not null => "unsupported",
        null => "unknown",
    };

    private static ImageFormat Accept(string name) => new(name, IsAccepted: true);

    private static ImageFormat Refuse(string name) => new(name, IsAccepted: false);

    /// <summary>Camera raw files are TIFF outside: what a TIFF reader would give is their thumbnail.</summary>
    private static ImageFormat Tiff(ReadOnlySpan<byte> file)
    {
        return file is [_, _, _, _, _, _, _, _, (byte)'C', (byte)'R', ..] ? Refuse("camera raw (CR2)") : Accept("tiff");
    }

    /// <summary>
    /// ISO base media files name their kind in the brands of the first box (ISO/IEC 14496-12, 4.3): AVIF and HEIC
    /// differ only in the codec inside.
    /// </summary>
    private static ImageFormat IsoMedia(ReadOnlySpan<byte> file)
    {
        var length = (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(file), 8, (uint)file.Length);
        var brands = file[8..length];
        var name = "video or other ISO media";
        // Major brand, four bytes of version (never equal to a brand), then the compatible brands.
        for (; brands.Length >= 4; brands = brands[4..])
        {
            var brand = brands[..4];
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return Accept("avif");
            }

            if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8))
            {
                name = "HEIC (HEVC)";
            }
        }

        return Refuse(name);
    }

    private static ImageFormat? Refused(ReadOnlySpan<byte> file)
    {
        return file switch
        {
            // A device-independent bitmap header follows the file header; its first length tells BMP from a text with
            // "BM".
            [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, _, _, _, _, >= 12 and <= 124, 0, 0, 0, ..] => Refuse("BMP"),
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => Refuse("PDF"),
            [0xFF, 0x0A, ..] or [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => Refuse("JPEG XL"),
            [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..]
                => Refuse("JPEG 2000"),
            [(byte)'8', (byte)'B', (byte)'P', (byte)'S', 0, 1 or 2, ..] => Refuse("Photoshop"),
            [0, 0, 1 or 2, 0, > 0, 0, ..] => Refuse("icon"),
            [0x76, 0x2F, 0x31, 0x01, ..] => Refuse("OpenEXR"),
            [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..]
                => Refuse("PNM"),
            [(byte)'F', (byte)'U', (byte)'J', (byte)'I', (byte)'F', (byte)'I', (byte)'L', (byte)'M', ..]
                => Refuse("camera raw (RAF)"),
            [0x1A, 0x45, 0xDF, 0xA3, ..] => Refuse("video (Matroska or WebM)"),
            _ => IsSvg(file) ? Refuse("SVG") : null,
        };
    }

    private static bool IsSvg(ReadOnlySpan<byte> file)
    {
        var text = file.StartsWith("\uFEFF"u8) ? file[3..] : file;
        text = text[..Math.Min(text.Length, SvgSearchLength)].TrimStart(" \t\r\n"u8);
        return text.StartsWith("<"u8) && text.IndexOf("<svg"u8) >= 0;
    }
}
