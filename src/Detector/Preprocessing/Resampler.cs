using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Detector.Decoding;
using Detector.ModelPackages;

namespace Detector.Preprocessing;

/// <summary>
/// Resizes pixels the way Pillow does, since that is what most detectors were trained behind: antialiased, columns
/// first, rounded and clamped to 8 bits after each axis. A result differs from Pillow's by at most 1 of 255.
/// </summary>
public static class Resampler
{
    /// <summary>Floats per pixel of the work line: three channels and a filler, so that a pixel is one
    /// vector.</summary>
    private const int Lanes = 4;

    /// <summary>Resizes a whole image, without keeping its aspect ratio.</summary>
    /// <param name="source">What to resize; left as it is.</param>
    /// <param name="width">Columns of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <param name="filter">The kernel.</param>
    /// <returns>New pixels; the caller disposes them.</returns>
    public static PixelBuffer Resize(PixelBuffer source, int width, int height, ResampleFilter filter)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return Resize(
            source, AxisWindow.Whole(source.Width, width), AxisWindow.Whole(source.Height, height), filter);
    }

    /// <summary>Resizes, but computes only a window of the result.</summary>
    internal static PixelBuffer Resize(PixelBuffer source, AxisWindow columns, AxisWindow rows, ResampleFilter filter)
    {
        var columnWeights = AxisWeights.Compute(columns, filter);
        var rowWeights = AxisWeights.Compute(rows, filter);
        using var narrowed = ResizeColumns(source, columnWeights, rowWeights.SourceStart, rowWeights.SourceEnd);
        return ResizeRows(narrowed, rowWeights);
    }

    /// <summary>Row <c>fromRow</c> of the source becomes row 0 of the result.</summary>
    private static PixelBuffer ResizeColumns(PixelBuffer source, AxisWeights weights, int fromRow, int toRow)
    {
        var result = PixelBuffer.Allocate(weights.Count, toRow - fromRow);
        var used = weights.SourceEnd - weights.SourceStart;
        var rented = ArrayPool<float>.Shared.Rent(used * Lanes);
        try
        {
            var line = MemoryMarshal.Cast<float, Vector128<float>>(rented.AsSpan(0, used * Lanes));
            for (var y = fromRow; y < toRow; y++)
            {
                Widen(source.Row(y).Slice(3 * weights.SourceStart, 3 * used), line);
                ResizeLine(line, weights, result.Row(y - fromRow));
            }
        }
        finally
        {
            // The work line holds pixels, which must not stay behind in the pool.
            ArrayPool<float>.Shared.Return(rented, clearArray: true);
        }

        return result;
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<Vector128<float>> line)
    {
        for (int x = 0, i = 0; x < line.Length; x++, i += 3)
        {
            line[x] = Vector128.ConvertToSingle(Vector128.Create((int)row[i], row[i + 1], row[i + 2], 0));
        }
    }

    private static void ResizeLine(ReadOnlySpan<Vector128<float>> line, AxisWeights weights, Span<byte> target)
    {
        for (int x = 0, i = 0; x < weights.Count; x++, i += 3)
        {
            var taps = weights.Of(x);
            var pixels = line.Slice(weights.First(x) - weights.SourceStart, taps.Length);

            // Two sums, so that one multiplication does not wait for the addition before it.
            var even = Vector128<float>.Zero;
            var odd = Vector128<float>.Zero;
            var k = 0;
            for (; k + 1 < taps.Length; k += 2)
            {
                even += pixels[k] * taps[k];
                odd += pixels[k + 1] * taps[k + 1];
            }

            if (k < taps.Length)
            {
                even += pixels[k] * taps[k];
            }

            var sum = Vector128.Min(
                Vector128.Max(even + odd, Vector128<float>.Zero), Vector128.Create((float)byte.MaxValue));
            var rounded = Vector128.ConvertToInt32(sum + Vector128.Create(0.5f));
            target[i] = (byte)rounded[0];
            target[i + 1] = (byte)rounded[1];
            target[i + 2] = (byte)rounded[2];
        }
    }

    private static PixelBuffer ResizeRows(PixelBuffer source, AxisWeights weights)
    {
        var result = PixelBuffer.Allocate(source.Width, weights.Count);
        for (var y = 0; y < weights.Count; y++)
        {
            var first = weights.First(y) - weights.SourceStart;
            var taps = weights.Of(y);
            var target = result.Row(y);
            var i = 0;
            for (; i <= target.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                SumBlock(source, first, taps, i).CopyTo(target[i..]);
            }

            for (; i < target.Length; i++)
            {
                var sum = 0f;
                for (var k = 0; k < taps.Length; k++)
                {
                    sum += source.Row(first + k)[i] * taps[k];
                }

                target[i] = (byte)(Math.Clamp(sum, byte.MinValue, byte.MaxValue) + 0.5f);
            }
        }

        return result;
    }

    /// <summary>The weighted sum of several rows, for as many neighbouring bytes as a vector holds.</summary>
    private static Vector<byte> SumBlock(PixelBuffer source, int first, ReadOnlySpan<float> taps, int offset)
    {
        Vector<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var k = 0; k < taps.Length; k++)
        {
            var bytes = new Vector<byte>(source.Row(first + k)[offset..]);
            Vector.Widen(bytes, out var low, out var high);
            Vector.Widen(low, out var quarter0, out var quarter1);
            Vector.Widen(high, out var quarter2, out var quarter3);
            sum0 += ToSingle(quarter0) * taps[k];
            sum1 += ToSingle(quarter1) * taps[k];
            sum2 += ToSingle(quarter2) * taps[k];
            sum3 += ToSingle(quarter3) * taps[k];
        }

        return Vector.Narrow(
            Vector.Narrow(ToByteRange(sum0), ToByteRange(sum1)), Vector.Narrow(ToByteRange(sum2), ToByteRange(sum3)));
    }

    private static Vector<float> ToSingle(Vector<uint> bytes) => Vector.ConvertToSingle(Vector.AsVectorInt32(bytes));

    private static Vector<uint> ToByteRange(Vector<float> sum)
    {
        var clamped = Vector.Min(Vector.Max(sum, Vector<float>.Zero), new Vector<float>(byte.MaxValue));
        return Vector.AsVectorUInt32(Vector.ConvertToInt32(clamped + new Vector<float>(0.5f)));
    }
}
