using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detector.Decoding;

/// <summary>
/// 8-bit sRGB pixels, interleaved R G B, rows from top to bottom without padding. Lives in unmanaged memory, so that
/// large pictures neither fragment the managed heap nor outlive their use: <see cref="Dispose"/> clears and frees them.
/// </summary>
public sealed unsafe class PixelBuffer : IDisposable
{
    /// <summary>Bytes per pixel.</summary>
    public const int Channels = 3;

    private readonly Action<nint> _free;
    private byte* _pixels;

    private PixelBuffer(byte* pixels, int width, int height, Action<nint> free)
    {
        _pixels = pixels;
        _free = free;
        Width = width;
        Height = height;
    }

    /// <summary>Columns, at least 1.</summary>
    public int Width { get; }

    /// <summary>Rows, at least 1.</summary>
    public int Height { get; }

    /// <summary>Bytes held: width x height x 3.</summary>
    public long ByteCount => (long)Width * Height * Channels;

    /// <summary>Allocates a cleared buffer.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    public static PixelBuffer Allocate(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var pixels = (byte*)NativeMemory.AllocZeroed((nuint)width * (nuint)height * Channels);
        return new PixelBuffer(pixels, width, height, static p => NativeMemory.Free((void*)p));
    }

    /// <summary>Takes ownership of memory that a decoder allocated; <paramref name="free"/> gives it back.</summary>
    /// <param name="pixels">Address of width x height x 3 bytes.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="free">Called once, after the memory has been cleared.</param>
    public static PixelBuffer Adopt(nint pixels, int width, int height, Action<nint> free)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pixels);
        return new PixelBuffer((byte*)pixels, width, height, free);
    }

    /// <summary>One row: width x 3 bytes. Valid until <see cref="Dispose"/>.</summary>
    /// <param name="y">Row, 0 at the top.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Row(int y)
    {
        ObjectDisposedException.ThrowIf(_pixels is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height);
        var stride = Width * Channels;
        return new Span<byte>(_pixels + ((long)y * stride), stride);
    }

    /// <summary>All rows. Valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="InvalidOperationException">Over 2 GiB: take rows.</exception>
    public ReadOnlySpan<byte> AllBytes()
    {
        ObjectDisposedException.ThrowIf(_pixels is null, this);
        return ByteCount <= int.MaxValue
            ? new ReadOnlySpan<byte>(_pixels, (int)ByteCount)
            : throw new InvalidOperationException($"The picture has {ByteCount} bytes, more than a span holds. Take its rows.");
    }

    /// <summary>Clears the pixels and frees them. Safe to call twice.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what a forgotten <see cref="Dispose"/> would leak.</summary>
    ~PixelBuffer() => Release();

    private void Release()
    {
        var pixels = _pixels;
        _pixels = null;
        if (pixels is null)
        {
            return;
        }

        NativeMemory.Clear(pixels, (nuint)ByteCount);
        _free((nint)pixels);
    }
}
