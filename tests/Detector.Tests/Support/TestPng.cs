using System.Buffers.Binary;
using System.IO.Compression;
using Detector.Decoding;

namespace Detector.Tests.Support;

/// <summary>Writes plain PNGs (8-bit RGB, no filter) and reads exactly those, so that tests need no imaging library.</summary>
internal static class TestPng
{
    private const int HeaderChunkAt = 8;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Encode(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> pixel)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < width; x++)
                {
                    var (red, green, blue) = pixel(x, y);
                    zlib.Write([red, green, blue]);
                }
            }
        }

        return Assemble((uint)width, (uint)height, packed);
    }

    /// <summary>A black picture whose header claims a size, with as many rows as are wanted: small, whatever it claims.</summary>
    public static byte[] Claiming(uint width, uint height, int rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = rows == 0 ? [] : new byte[1 + (width * PixelBuffer.Channels)];
            for (var y = 0; y < rows; y++)
            {
                zlib.Write(row);
            }
        }

        return Assemble(width, height, packed);
    }

    public static byte[] Plain(int width, int height, byte level) =>
        Encode(width, height, (_, _) => (level, level, level));

    public static (int Width, int Height) ReadSize(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
        {
            throw new AnalysisException(AnalysisErrorReason.NotAnImage, "No PNG of these tests.");
        }

        return (
            BinaryPrimitives.ReadInt32BigEndian(png[(HeaderChunkAt + 8)..]),
            BinaryPrimitives.ReadInt32BigEndian(png[(HeaderChunkAt + 12)..]));
    }

    public static PixelBuffer Decode(ReadOnlySpan<byte> png)
    {
        var (width, height) = ReadSize(png);
        var data = png[(HeaderChunkAt + 12 + 13)..];
        var length = BinaryPrimitives.ReadInt32BigEndian(data);
        using var zlib = new ZLibStream(new MemoryStream(data.Slice(8, length).ToArray()), CompressionMode.Decompress);
        var pixels = PixelBuffer.Allocate(width, height);
        for (var y = 0; y < height; y++)
        {
            zlib.ReadByte();
            zlib.ReadExactly(pixels.Row(y));
        }

        return pixels;
    }

    private static byte[] Assemble(uint width, uint height, MemoryStream packed)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [.. Signature, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    /// <summary>Length, type, data and CRC (ISO/IEC 15948, section 5.3).</summary>
    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. type.Select(c => (byte)c), .. data];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc(body));
        return chunk;
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
