using System.Buffers.Binary;

namespace Detector.Decoding;

/// <summary>
/// What libvips does not tell of a PNG: sizes beyond its own limit, and animation (APNG), of which it reads the default
/// image. Layout: PNG specification, third edition, sections 5 and 11.
/// </summary>
internal static class PngHeader
{
    private const int SignatureLength = 8;
    private const int ChunkOverhead = 12;

    /// <summary>Width x height as the first chunk states them; 0 when there is no such chunk.</summary>
    internal static long Pixels(ReadOnlySpan<byte> file)
    {
        const int Width = SignatureLength + 8;
        return file.Length < Width + 8
            ? 0
            : (long)BinaryPrimitives.ReadUInt32BigEndian(file[Width..])
                * (BinaryPrimitives.ReadUInt32BigEndian(file[(Width + 4)..]) & int.MaxValue);
    }

    /// <summary>Frames of an animated PNG; 1 for every other.</summary>
    internal static int Frames(ReadOnlySpan<byte> file)
    {
        var rest = file[Math.Min(SignatureLength, file.Length)..];
        while (rest.Length >= ChunkOverhead)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = rest.Slice(4, 4);
            if (type.SequenceEqual("acTL"u8))
            {
                return (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(rest[8..]), 1, int.MaxValue);
            }

            if (type.SequenceEqual("IDAT"u8) || length > rest.Length - ChunkOverhead)
            {
                break;
            }

            rest = rest[(ChunkOverhead + (int)length)..];
        }

        return 1;
    }
}
