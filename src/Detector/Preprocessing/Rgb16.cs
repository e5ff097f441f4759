using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Detector.Preprocessing;

/// <summary>Sixteen pixels at a time: takes interleaved bytes apart and turns them into floats.</summary>
internal static class Rgb16
{
    /// <summary>Shuffle index that is out of range, which gives zero.</summary>
    private const byte No = 0xFF;

    /// <summary>48 interleaved bytes, in three vectors, become 16 bytes per channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<byte> Red, Vector128<byte> Green, Vector128<byte> Blue) Split(
        Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
    {
        var red =
            Vector128.Shuffle(a, Vector128.Create(0, 3, 6, 9, 12, 15, No, No, No, No, No, No, No, No, No, No)) |
            Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, No, 2, 5, 8, 11, 14, No, No, No, No, No)) |
            Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 1, 4, 7, 10, 13));
        var green =
            Vector128.Shuffle(a, Vector128.Create(1, 4, 7, 10, 13, No, No, No, No, No, No, No, No, No, No, No)) |
            Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, 0, 3, 6, 9, 12, 15, No, No, No, No, No)) |
            Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 2, 5, 8, 11, 14));
        var blue =
            Vector128.Shuffle(a, Vector128.Create(2, 5, 8, 11, 14, No, No, No, No, No, No, No, No, No, No, No)) |
            Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, 1, 4, 7, 10, 13, No, No, No, No, No, No)) |
            Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, 0, 3, 6, 9, 12, 15));
        return (red, green, blue);
    }

    /// <summary>value = byte * factor + offset, for 16 bytes. Two roundings, never a fused one, so that it equals
    /// scalar code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Normalise(Vector128<byte> bytes, float factor, float offset, Span<float> values)
    {
        ref var target = ref MemoryMarshal.GetReference(values);
        var (low, high) = Vector128.Widen(bytes);
        var (low0, low1) = Vector128.Widen(low);
        var (high0, high1) = Vector128.Widen(high);
        Apply(low0, factor, offset).StoreUnsafe(ref target);
        Apply(low1, factor, offset).StoreUnsafe(ref target, 4);
        Apply(high0, factor, offset).StoreUnsafe(ref target, 8);
        Apply(high1, factor, offset).StoreUnsafe(ref target, 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Apply(Vector128<uint> bytes, float factor, float offset) =>
        (Vector128.ConvertToSingle(bytes.AsInt32()) * factor) + Vector128.Create(offset);
}
