using System.Buffers.Binary;

namespace Detector.Evidence;

/// <summary>
/// Tells with which quality a JPEG was saved, from its luma quantisation table: the quality, 1 to 100, whose table in libjpeg
/// (jcparam.c, jpeg_quality_scaling and jpeg_add_quant_table) is nearest. Libjpeg scales the table of ITU-T T.81, table K.1:
/// s = 5000 / q under 50, else 200 - 2q; value = (base * s + 50) / 100 in whole numbers, at least 1, at most 255 in a table
/// of bytes and 32767 in one of words. Its own tables come back exactly; those of other encoders give the nearest.
/// </summary>
public static class JpegQuality
{
    /// <summary>Lowest quality.</summary>
    public const int Lowest = 1;

    /// <summary>Highest quality.</summary>
    public const int Highest = 100;

    private const int Entries = 64;
    private const int Tables = 4;

    /// <summary>Most marker segments that are looked at: headers have dozens at most.</summary>
    private const int MaxSegments = 1024;

    /// <summary>ITU-T T.81, table K.1 (luminance), in zigzag order, as files hold it.</summary>
    private static ReadOnlySpan<byte> Base =>
    [
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
        26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
        95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
    ];

    /// <summary>Reads the header only: marker segments up to the first scan, at most 1024 of them.</summary>
    /// <param name="encoded">The whole encoded file, or its beginning. Anything is taken.</param>
    /// <returns>1 to 100; null for what is no JPEG or has no usable table before its first scan.</returns>
    public static int? Estimate(ReadOnlySpan<byte> encoded)
    {
        if (encoded is not [0xFF, 0xD8, ..])
        {
            return null;
        }

        Span<ushort> values = stackalloc ushort[Tables * Entries];
        Span<ushort> limits = stackalloc ushort[Tables];
        values.Clear();
        limits.Clear();
        var luma = 0;
        var rest = encoded[2..];
        for (var i = 0; i < MaxSegments && NextSegment(ref rest, out var marker, out var body); i++)
        {
            if (marker == 0xDB)
            {
                ReadTables(body, values, limits);
            }
            else if (IsFrame(marker) && body.Length >= 9)
            {
                // Precision, height, width, components; then of the first one: identifier, sampling, table.
                luma = body[8] % Tables;
            }
        }

        return limits[luma] == 0 ? null : Nearest(values.Slice(luma * Entries, Entries), limits[luma]);
    }

    /// <summary>Takes one marker segment off; false at the first scan, the end, or where the bytes are none.</summary>
    private static bool NextSegment(ref ReadOnlySpan<byte> rest, out byte marker, out ReadOnlySpan<byte> body)
    {
        marker = 0;
        body = default;
        if (rest is not [0xFF, ..])
        {
            return false;
        }

        // Any number of fill bytes may stand before a marker (ITU-T T.81, B.1.1.2).
        var code = rest.IndexOfAnyExcept((byte)0xFF);
        if (code < 0 || rest[code] is 0 or 0xD9 or 0xDA)
        {
            return false;
        }

        marker = rest[code];
        rest = rest[(code + 1)..];
        if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
        {
            return true;
        }

        if (rest.Length < 2)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < 2 || length > rest.Length)
        {
            return false;
        }

        body = rest[2..length];
        rest = rest[length..];
        return true;
    }

    /// <summary>Start of frame, of any process (ITU-T T.81, table B.1).</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>ITU-T T.81, B.2.4.1. What does not fit, or divides by zero, is passed over.</summary>
    private static void ReadTables(ReadOnlySpan<byte> body, Span<ushort> values, Span<ushort> limits)
    {
        while (body.Length > Entries)
        {
            var (wide, index) = (body[0] >> 4, body[0] & 15);
            var size = wide == 0 ? Entries : 2 * Entries;
            if (wide > 1 || index >= Tables || body.Length <= size)
            {
                return;
            }

            var table = values.Slice(index * Entries, Entries);
            for (var k = 0; k < Entries; k++)
            {
                table[k] = wide == 0 ? body[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(body[(1 + (2 * k))..]);
            }

            limits[index] = table.Contains((ushort)0) ? (ushort)0 : wide == 0 ? byte.MaxValue : (ushort)short.MaxValue;
            body = body[(1 + size)..];
        }
    }

    /// <summary>
    /// Least squares, each difference in proportion to the two values: steps are 1 to 255, so plain differences would let a few
    /// high frequencies decide.
    /// </summary>
    private static int Nearest(ReadOnlySpan<ushort> table, int limit)
    {
        var (best, least) = (Highest, double.PositiveInfinity);
        for (var quality = Highest; quality >= Lowest; quality--)
        {
            var scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
            var sum = 0.0;
            for (var k = 0; k < Entries; k++)
            {
                var value = Math.Clamp(((Base[k] * scale) + 50) / 100, 1, limit);
                double difference = table[k] - value;
                sum += difference * difference / ((double)table[k] * value);
            }

            if (sum < least)
            {
                (best, least) = (quality, sum);
            }
        }

        return best;
    }
}
