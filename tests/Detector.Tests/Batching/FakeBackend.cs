using System.Collections.Concurrent;
using Detector.Inference;

namespace Detector.Tests.Batching;

/// <summary>
/// Answers what <see cref="TestTiles"/> painted: the score is the image's number, the map's one cell the tile's. Can be
/// held, can fail, and notes everything that a batcher must not do.
/// </summary>
internal sealed class FakeBackend : IInferenceBackend
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly SemaphoreSlim _entered = new(0);
    private int _running;
    private int _liveBatches;

    public string Device => "fake";

    public OutputShape Outputs { get; } = new(1, 1, 1);

    /// <summary>Called with the image numbers of each run, before the answer; may throw.</summary>
    public Action<IReadOnlyList<int>> OnRun { get; set; } = _ => { };

    /// <summary>How many values of each output are kept back.</summary>
    public int Missing { get; set; }

    /// <summary>Image numbers of each run.</summary>
    public ConcurrentQueue<int[]> Runs { get; } = new();

    /// <summary>Rules of the contract that were broken.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    public int LiveBatches => _liveBatches;

    /// <summary>From now on runs wait for <see cref="Release"/>.</summary>
    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    /// <summary>Ends when one more run has begun.</summary>
    public async Task EnteredAsync() => Assert.True(await _entered.WaitAsync(Patience), "No run began.");

    /// <summary>Batches are padded to a multiple of it.</summary>
    public int Padding { get; set; } = 1;

    public int PaddedCount(int tiles) => (tiles + Padding - 1) / Padding * Padding;

    public InferenceBatch CreateBatch(int capacity)
    {
        Interlocked.Increment(ref _liveBatches);
        return new Batch(this, capacity);
    }

    public void Run(InferenceBatch batch, int tiles)
    {
        if (Interlocked.Increment(ref _running) != 1)
        {
            Violations.Enqueue("Two runs at once.");
        }

        try
        {
            var numbers = Enumerable.Range(0, tiles).Select(tile => ((Batch)batch).Answer(tile)).ToArray();
            Runs.Enqueue(numbers);
            _entered.Release();
            Assert.True(_open.Wait(Patience), "Held for too long.");
            OnRun(numbers);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public void Dispose()
    {
        _open.Dispose();
        _entered.Dispose();
    }

    private sealed class Batch(FakeBackend backend, int capacity) : InferenceBatch
    {
        private readonly float[] _input = new float[capacity * TestTiles.SlotLength];
        private readonly float[] _scores = new float[capacity];
        private readonly float[] _maps = new float[capacity];

        public override int Capacity => capacity;

        public override Span<float> Input => _input;

        public override ReadOnlySpan<float> Scores => _scores.AsSpan(0, Math.Max(0, capacity - backend.Missing));

        public override ReadOnlySpan<float> Maps => _maps.AsSpan(0, Math.Max(0, capacity - backend.Missing));

        /// <summary>Reads one slot, and notes pixels that are not wholly those of one tile of one image in use.</summary>
        public int Answer(int tile)
        {
            var slot = _input.AsSpan(tile * TestTiles.SlotLength, TestTiles.SlotLength);
            if (!TestTiles.TryRead(slot, out var image, out var index))
            {
                backend.Violations.Enqueue($"Slot {tile} holds pixels of no image in use.");
            }

            _scores[tile] = image;
            _maps[tile] = index;
            return image;
        }

        protected override void Dispose(bool disposing) => Interlocked.Decrement(ref backend._liveBatches);
    }
}
