using System.Runtime.InteropServices;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Tests.Batching;

/// <summary>
/// Images whose tiles are painted with the number of the image (red and blue) and of the tile (green). Freed pixels are
/// painted over and the memory is kept, so that whoever still reads them is found out.
/// </summary>
internal sealed unsafe class TestTiles : IDisposable
{
    private const byte Freed = 0xEE;

    /// <summary>Side of a tile, pixels.</summary>
    private const int Size = 8;

    private const int Plane = Size * Size;

    private readonly List<(PixelBuffer Pixels, nint Memory)> _made = [];
    private readonly Lock _gate = new();

    /// <summary>Values of one tile.</summary>
    public const int SlotLength = 3 * Plane;

    public static TensorWriter Writer { get; } = new(
        new InputSpec("image", TensorLayout.Nchw, TensorType.Float32, ChannelOrder.Rgb, 1, [0, 0, 0], [1, 1, 1]), Size);

    /// <summary>Makes an image of some tiles in a row.</summary>
    /// <param name="number">From 1 to 60000.</param>
    /// <param name="tiles">From 1 to 256.</param>
    public FramedImage Image(int number, int tiles)
    {
        var pixels = Allocate(tiles * Size, Size);
        for (var y = 0; y < Size; y++)
        {
            var row = pixels.Row(y);
            for (var x = 0; x < row.Length / 3; x++)
            {
                (row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]) = ((byte)number, (byte)(x / Size), (byte)(number >> 8));
            }
        }

        Tile[] plan = [.. Enumerable.Range(0, tiles).Select(tile => new Tile(tile * Size, 0))];
        return new FramedImage(
            pixels, ownsPixels: true, new TilePlan(pixels.Width, Size, Size, Size, plan, tiles),
            new FrameGeometry(pixels.Width, Size));
    }

    /// <summary>Reads the numbers back; false for torn or freed pixels.</summary>
    public static bool TryRead(ReadOnlySpan<float> slot, out int image, out int tile)
    {
        var (red, green, blue) = (slot[0], slot[Plane], slot[2 * Plane]);
        image = (int)red + (256 * (int)blue);
        tile = (int)green;
        return image is > 0 and <= 60000
            && !slot[..Plane].ContainsAnyExcept(red)
            && !slot[Plane..(2 * Plane)].ContainsAnyExcept(green)
            && !slot[(2 * Plane)..].ContainsAnyExcept(blue);
    }

    public void Dispose()
    {
        foreach (var (pixels, memory) in _made)
        {
            // Not left to the finaliser, which would write to memory that is gone.
            pixels.Dispose();
            NativeMemory.Free((void*)memory);
        }
    }

    private PixelBuffer Allocate(int width, int height)
    {
        var bytes = (nuint)(width * height * 3);
        var memory = (nint)NativeMemory.Alloc(bytes);
        var pixels = PixelBuffer.Adopt(memory, width, height, freed => NativeMemory.Fill((void*)freed, bytes, Freed));
        lock (_gate)
        {
            _made.Add((pixels, memory));
        }

        return pixels;
    }
}
