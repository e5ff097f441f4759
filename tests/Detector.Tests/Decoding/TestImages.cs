using Detector.Decoding;
using Detector.Decoding.Vips;
using Detector.Tests.Support;
using Microsoft.Extensions.Options;

namespace Detector.Tests.Decoding;

/// <summary>Pictures for decoder tests: some read from tests/assets, some written here with libvips.</summary>
internal static unsafe class TestImages
{
    internal const int Width = 96;
    internal const int Height = 64;

    /// <summary>
    /// Colours of the quadrants in tests/assets/images: top left, top right, bottom left, bottom right.
    /// </summary>
    internal static readonly (int R, int G, int B)[] Quadrants =
        [(220, 40, 40), (40, 200, 60), (40, 60, 210), (230, 220, 60)];

    internal static byte[] Asset(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "assets", "images", name));

    internal static VipsImageDecoder Decoder(Action<DecodingOptions>? change = null)
    {
        var options = new DecodingOptions();
        change?.Invoke(options);
        return new VipsImageDecoder(Options.Create(options));
    }

    /// <summary>A picture in which every pixel differs from its neighbours and no symmetry holds.</summary>
    internal static byte[] Pattern(int width = Width, int height = Height)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = ((y * width) + x) * 3;
                pixels[i] = (byte)(x * 255 / (width - 1));
                pixels[i + 1] = (byte)(y * 255 / (height - 1));
                pixels[i + 2] = (byte)((x * 7) + (y * 13));
            }
        }

        return pixels;
    }

    /// <summary>Encodes 8-bit pixels with libvips.</summary>
    /// <param name="saver">"png", "jpeg", "webp", "gif", "tiff" or "heif".</param>
    /// <param name="pixels">width x height x bands bytes.</param>
    /// <param name="bands">1 to 4.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="options">Options of the saver.</param>
    /// <param name="prepare">Operations before saving: "name options", such as "colourspace space=rgb16".</param>
    /// <param name="edit">Changes to the image's metadata.</param>
    internal static byte[] Encode(
        string saver,
        byte[] pixels,
        int bands = 3,
        int width = Width,
        int height = Height,
        string options = "",
        string[]? prepare = null,
        Action<VipsImage>? edit = null)
    {
        using var session = VipsSession.Begin();
        fixed (byte* start = pixels)
        {
            // A copy that owns its header: metadata may not be written to a wrapped image that is in use.
            using var wrapped = VipsImage.Wrap(start, width, height, bands);
            var image = VipsOperation.Apply("copy", wrapped, "interpretation=" + (bands < 3 ? "b-w" : "srgb"));
            foreach (var step in prepare ?? [])
            {
                using var previous = image;
                var (name, arguments) = (step.Split(' ', 2)[0], step.Split(' ', 2)[1]);
                image = VipsOperation.Apply(name, previous, arguments);
            }

            using (image)
            {
                edit?.Invoke(image);
                using var operation = new VipsOperation($"{saver}save_buffer");
                return operation.Set("in", image).Set(options).RunToBytes();
            }
        }
    }

    /// <summary>A PNG that is nothing but a header with these sides, and no data.</summary>
    internal static byte[] PngBomb(uint width, uint height) => TestPng.Claiming(width, height, rows: 0);

    internal static string Reason(ReadOnlySpan<byte> file, Action<DecodingOptions>? change = null) =>
        Failure(file, change).Reason;

    internal static AnalysisException Failure(ReadOnlySpan<byte> file, Action<DecodingOptions>? change = null)
    {
        try
        {
            using var image = Decoder(change).Decode(file);
        }
        catch (AnalysisException e)
        {
            return e;
        }

        throw new Xunit.Sdk.XunitException("The file was decoded; an AnalysisException was expected.");
    }

    internal static byte[] Bytes(DecodedImage image)
    {
        var bytes = new byte[image.Pixels.ByteCount];
        for (var y = 0; y < image.Height; y++)
        {
            image.Pixels.Row(y).CopyTo(bytes.AsSpan(y * image.Width * 3));
        }

        return bytes;
    }

    internal static (int R, int G, int B) Pixel(DecodedImage image, int x, int y)
    {
        var pixel = image.Pixels.Row(y).Slice(x * 3, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }
}
