using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Detector.Decoding;
using Detector.ModelPackages;

namespace Detector.Preprocessing;

/// <summary>
/// Writes one window of an image into its slot of the input tensor: value = (byte * scale - mean[c]) / std[c]. What
/// lies outside the image is filled by reflection. Allocates nothing per tile. Thread-safe.
/// </summary>
public sealed class TensorWriter
{
    private const int Channels = PixelBuffer.Channels;

    /// <summary>Up to this many bytes of a line that leaves the image are put together on the stack.</summary>
    private const int StackBytes = 4096;

    private readonly int _size;
    private readonly TensorLayout _layout;

    // One per source channel (red, green, blue): where it goes, and value = byte * factor + offset.
    private readonly int[] _position = new int[Channels];
    private readonly float[] _factor = new float[Channels];
    private readonly float[] _offset = new float[Channels];

    /// <summary>Folds scale, mean and deviation into one factor and one offset per channel.</summary>
    /// <param name="input">The manifest's input.</param>
    /// <param name="size">Side of the window, pixels, at least 1.</param>
    /// <exception cref="ArgumentException">Mean or std has not three values, or a std is zero.</exception>
    public TensorWriter(InputSpec input, int size)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (input.Mean.Count != Channels || input.Std.Count != Channels || input.Std.Contains(0))
        {
            throw new ArgumentException(
                $"input.mean has {input.Mean.Count} values and input.std {input.Std.Count}; both need {Channels}, " +
                "and no std may be 0.", nameof(input));
        }

        _size = size;
        _layout = input.Layout;
        SlotLength = checked(size * size * Channels);
        for (var source = 0; source < Channels; source++)
        {
            var channel = input.Channels == ChannelOrder.Rgb ? source : Channels - 1 - source;
            _position[source] = channel;
            _factor[source] = (float)(input.Scale / (double)input.Std[channel]);
            _offset[source] = (float)(-input.Mean[channel] / (double)input.Std[channel]);
        }
    }

    /// <summary>Values of one window: size x size x 3.</summary>
    public int SlotLength { get; }

    /// <summary>Writes one window.</summary>
    /// <param name="source">The framed image.</param>
    /// <param name="tile">Which window.</param>
    /// <param name="slot">Receives <see cref="SlotLength"/> values.</param>
    /// <exception cref="ArgumentException">The slot has another length.</exception>
    public void Write(PixelBuffer source, Tile tile, Span<float> slot)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (slot.Length != SlotLength)
        {
            throw new ArgumentException($"The slot has {slot.Length} values and must have {SlotLength}.", nameof(slot));
        }

        var lineBytes = _size * Channels;
        if (tile.X >= 0 && tile.X <= source.Width - _size)
        {
            for (var y = 0; y < _size; y++)
            {
                var row = source.Row(Mirror.Index(tile.Y + y, source.Height));
                WriteLine(row.Slice(tile.X * Channels, lineBytes), y, slot);
            }
        }
        else if (lineBytes <= StackBytes)
        {
            WriteMirrored(source, tile, slot, stackalloc byte[lineBytes]);
        }
        else
        {
            var rented = ArrayPool<byte>.Shared.Rent(lineBytes);
            WriteMirrored(source, tile, slot, rented.AsSpan(0, lineBytes));
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }

    private void WriteMirrored(PixelBuffer source, Tile tile, Span<float> slot, Span<byte> line)
    {
        for (var y = 0; y < _size; y++)
        {
            Mirror.CopyLine(source.Row(Mirror.Index(tile.Y + y, source.Height)), tile.X, line);
            WriteLine(line, y, slot);
        }
    }

    private void WriteLine(ReadOnlySpan<byte> line, int y, Span<float> slot)
    {
        if (_layout == TensorLayout.Nhwc)
        {
            Interleaved(line, slot.Slice(y * line.Length, line.Length));
            return;
        }

        var plane = _size * _size;
        Planar(
            line,
            slot.Slice((_position[0] * plane) + (y * _size), _size),
            slot.Slice((_position[1] * plane) + (y * _size), _size),
            slot.Slice((_position[2] * plane) + (y * _size), _size));
    }

    private void Interleaved(ReadOnlySpan<byte> line, Span<float> values)
    {
        int red = _position[0], green = _position[1], blue = _position[2];
        float redFactor = _factor[0], greenFactor = _factor[1], blueFactor = _factor[2];
        float redOffset = _offset[0], greenOffset = _offset[1], blueOffset = _offset[2];
        for (var i = 0; i <= line.Length - Channels; i += Channels)
        {
            values[i + red] = (line[i] * redFactor) + redOffset;
            values[i + green] = (line[i + 1] * greenFactor) + greenOffset;
            values[i + blue] = (line[i + 2] * blueFactor) + blueOffset;
        }
    }

    private void Planar(ReadOnlySpan<byte> line, Span<float> reds, Span<float> greens, Span<float> blues)
    {
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var first = ref MemoryMarshal.GetReference(line);
            for (; x <= reds.Length - Vector128<byte>.Count; x += Vector128<byte>.Count)
            {
                var at = (nuint)(x * Channels);
                var (red, green, blue) = Rgb16.Split(
                    Vector128.LoadUnsafe(ref first, at),
                    Vector128.LoadUnsafe(ref first, at + 16),
                    Vector128.LoadUnsafe(ref first, at + 32));
                Rgb16.Normalise(red, _factor[0], _offset[0], reds.Slice(x, Vector128<byte>.Count));
                Rgb16.Normalise(green, _factor[1], _offset[1], greens.Slice(x, Vector128<byte>.Count));
                Rgb16.Normalise(blue, _factor[2], _offset[2], blues.Slice(x, Vector128<byte>.Count));
            }
        }

        for (; x < reds.Length; x++)
        {
            var i = x * Channels;
            reds[x] = (line[i] * _factor[0]) + _offset[0];
            greens[x] = (line[i + 1] * _factor[1]) + _offset[1];
            blues[x] = (line[i + 2] * _factor[2]) + _offset[2];
        }
    }
}
