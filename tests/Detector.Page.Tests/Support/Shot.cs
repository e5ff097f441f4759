using Detector.Decoding;
using Microsoft.Extensions.Options;

namespace Detector.Page.Tests.Support;

/// <summary>Pixels of a screenshot or picture, three bytes each.</summary>
internal sealed record Shot(int Width, int Height, byte[] Pixels)
{
    private static readonly VipsImageDecoder Decoder = new(Options.Create(new DecodingOptions { MinSide = 1 }));

    public static Shot Of(byte[] encoded)
    {
        using var image = Decoder.Decode(encoded);
        var pixels = new byte[image.Width * image.Height * PixelBuffer.Channels];
        for (var y = 0; y < image.Height; y++)
        {
            image.Pixels.Row(y).CopyTo(pixels.AsSpan(y * image.Width * PixelBuffer.Channels));
        }

        return new Shot(image.Width, image.Height, pixels);
    }

    public ReadOnlySpan<byte> At(int x, int y) =>
        Pixels.AsSpan(((y * Width) + x) * PixelBuffer.Channels, PixelBuffer.Channels);

    /// <summary>How many pixels differ from another screenshot of this size, inside and outside of a part.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="part">Which pixels are inside.</param>
    public (int Inside, int Outside) Differing(Shot other, Func<int, int, bool> part)
    {
        Assert.Equal((other.Width, other.Height), (Width, Height));
        var (inside, outside) = (0, 0);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                if (!At(x, y).SequenceEqual(other.At(x, y)))
                {
                    (inside, outside) = part(x, y) ? (inside + 1, outside) : (inside, outside + 1);
                }
            }
        }

        return (inside, outside);
    }

    /// <summary>
    /// How much the colours here go with those of a picture that fills the same frame: the largest Pearson correlation
    /// of the three channels, 1 where it is seen.
    /// </summary>
    public double Likeness(Shot picture)
    {
        var most = 0d;
        for (var channel = 0; channel < PixelBuffer.Channels; channel++)
        {
            var (n, a, b, aa, bb, ab) = (0d, 0d, 0d, 0d, 0d, 0d);
            for (var y = 0; y < Height; y++)
            {
                for (var x = 0; x < Width; x++)
                {
                    double mine = At(x, y)[channel];
                    double its = picture.At(x * picture.Width / Width, y * picture.Height / Height)[channel];
                    (n, a, b) = (n + 1, a + mine, b + its);
                    (aa, bb, ab) = (aa + (mine * mine), bb + (its * its), ab + (mine * its));
                }
            }

            var spread = Math.Sqrt(((n * aa) - (a * a)) * ((n * bb) - (b * b)));
            most = Math.Max(most, spread > 0 ? Math.Abs((n * ab) - (a * b)) / spread : 0);
        }

        return most;
    }

    /// <summary>A part of it.</summary>
    public Shot Cut(int left, int top, int width, int height)
    {
        var pixels = new byte[width * height * PixelBuffer.Channels];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                At(left + x, top + y).CopyTo(pixels.AsSpan(((y * width) + x) * PixelBuffer.Channels));
            }
        }

        return new Shot(width, height, pixels);
    }
}
