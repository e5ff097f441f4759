using Detector.Decoding;

namespace Detector.Tests.Preprocessing;

/// <summary>Pictures made by arithmetic.</summary>
internal static class TestPixels
{
    /// <summary>Every pixel and channel differs from its neighbours.</summary>
    public static PixelBuffer Pattern(int width, int height)
    {
        var pixels = PixelBuffer.Allocate(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = (byte)((i * 37) + (y * 101) + (i * y % 13));
            }
        }

        return pixels;
    }

    /// <summary>One colour.</summary>
    public static PixelBuffer Plain(int width, int height, byte red, byte green, byte blue)
    {
        var pixels = PixelBuffer.Allocate(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.Row(y);
            for (var i = 0; i < row.Length; i += 3)
            {
                (row[i], row[i + 1], row[i + 2]) = (red, green, blue);
            }
        }

        return pixels;
    }

    /// <summary>All bytes, row by row.</summary>
    public static byte[] Bytes(PixelBuffer pixels)
    {
        var bytes = new List<byte>();
        for (var y = 0; y < pixels.Height; y++)
        {
            bytes.AddRange(pixels.Row(y));
        }

        return [.. bytes];
    }

    /// <summary>Walks outwards one step at a time and turns round at each edge.</summary>
    public static int WalkMirror(int index, int side)
    {
        var (position, step) = (0, Math.Sign(index));
        for (var i = 0; i < Math.Abs(index) && side > 1; i++)
        {
            step = position + step < 0 || position + step >= side ? -step : step;
            position += step;
        }

        return position;
    }
}
