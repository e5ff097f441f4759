using System.Buffers.Binary;

namespace Detector.Evidence;

/// <summary>How an image is stored, as far as its header tells.</summary>
/// <param name="Kind">Lossless, JPEG, or neither known.</param>
/// <param name="JpegQuality">JPEG: the estimated quality, 1 to 100; else null.</param>
public readonly record struct ImageCompression(CompressionKind Kind, int? JpegQuality)
{
    /// <summary>Chunks of a WebP that are looked at: the picture comes within the first few.</summary>
    private const int MaxChunks = 16;

    /// <summary>
    /// Reads a header; no pixel is decoded. For lossy WebP the quality stays null: its quantiser index is inside of the
    /// arithmetically coded frame header (RFC 6386, 9.6) and stands for other losses than a JPEG's quality.
    /// </summary>
    /// <param name="format">Container, lower case, as the decoder tells it.</param>
    /// <param name="encoded">The whole encoded file. Anything is taken.</param>
    public static ImageCompression Read(string format, ReadOnlySpan<byte> encoded) => format switch
    {
        "png" => new(CompressionKind.Lossless, null),
        "jpeg" when Evidence.JpegQuality.Estimate(encoded) is { } quality => new(CompressionKind.Jpeg, quality),
        "webp" when IsLosslessWebP(encoded) => new(CompressionKind.Lossless, null),
        _ => default,
    };

    /// <summary>Whether the first picture among the chunks is a VP8L one (RFC 9649, 2.3 to 2.7).</summary>
    private static bool IsLosslessWebP(ReadOnlySpan<byte> file)
    {
        const int FileHeader = 12;
        const int ChunkHeader = 8;
        var rest = file.Length < FileHeader ? default : file[FileHeader..];
        for (var i = 0; i < MaxChunks && rest.Length >= ChunkHeader; i++)
        {
            var name = rest[..4];
            if (name.SequenceEqual("VP8L"u8))
            {
                return true;
            }

            var length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            length += length & 1;
            if (name.SequenceEqual("VP8 "u8) || name.SequenceEqual("ANMF"u8) || length > rest.Length - ChunkHeader)
            {
                return false;
            }

            rest = rest[(ChunkHeader + (int)length)..];
        }

        return false;
    }
}
