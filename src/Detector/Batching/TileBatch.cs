using Detector.Inference;
using Detector.Preprocessing;

namespace Detector.Batching;

/// <summary>A batch being formed or run: the device's buffers and whose tiles are in which slot.</summary>
internal sealed class TileBatch(IInferenceBackend backend, TensorWriter writer, int capacity) : IDisposable
{
    private readonly List<BatchSlice> _slices = [];

    public InferenceBatch Buffers { get; } = backend.CreateBatch(capacity);

    public IReadOnlyList<BatchSlice> Slices => _slices;

    public int Tiles { get; private set; }

    /// <summary>How long the oldest image has waited; zero for an empty batch.</summary>
    public TimeSpan Age => _slices.Count == 0 ? TimeSpan.Zero : _slices[0].Image.Age;

    /// <summary>Writes as many of the image's next tiles as fit.</summary>
    /// <param name="image">The image.</param>
    /// <param name="most">Most tiles that are written.</param>
    public void Add(PendingImage image, int most)
    {
        var count = Math.Min(Math.Min(most, capacity - Tiles), image.TileCount - image.Taken);
        var slice = new BatchSlice(image, image.Taken, count, Tiles);
        try
        {
            Write(slice);
        }
        catch
        {
            // These slots do not count, so that Clear would leave what was written of them.
            Slots(slice).Clear();
            throw;
        }

        image.Taken += slice.Count;
        Tiles += slice.Count;
        _slices.Add(slice);
    }

    /// <summary>Writes the tiles of a slice into its slots.</summary>
    public void Write(BatchSlice slice)
    {
        var framed = slice.Image.Framed;
        var input = Slots(slice);
        for (var i = 0; i < slice.Count; i++)
        {
            var tile = framed.Plan.Tiles[slice.FirstTile + i];
            writer.Write(framed.Pixels, tile, input.Slice(i * writer.SlotLength, writer.SlotLength));
        }
    }

    /// <summary>Empties the batch. The tensors hold pixels: what was written is cleared too.</summary>
    public void Clear()
    {
        Buffers.Input[..(Tiles * writer.SlotLength)].Clear();
        _slices.Clear();
        Tiles = 0;
    }

    public void Dispose() => Buffers.Dispose();

    private Span<float> Slots(BatchSlice slice) =>
        Buffers.Input.Slice(slice.Slot * writer.SlotLength, slice.Count * writer.SlotLength);
}
