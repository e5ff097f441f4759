using System.Collections.Concurrent;
using Detector.Inference;
using Detector.Tests.Batching;

namespace Detector.Tests.Inference;

/// <summary>
/// A device that answers with what <see cref="TestTiles"/> painted (score: number of the image, map: number of the tile) or
/// fails as its test says. Batches for one tile are probes.
/// </summary>
internal sealed class ScriptedDevice(string name, int padTo) : IInferenceBackend
{
    private const int Slot = TestTiles.SlotLength;

    private int _liveBatches;

    public string Device => name;

    public OutputShape Outputs { get; init; } = new(1, 1, 1);

    /// <summary>Called in each run before the answer, with true for a probe; may throw or block.</summary>
    public Action<bool> OnRun { get; set; } = _ => { };

    /// <summary>Called when buffers are made; may throw.</summary>
    public Action<int> OnCreate { get; set; } = _ => { };

    /// <summary>Called when the device is asked to stop.</summary>
    public Action OnCancel { get; set; } = () => { };

    /// <summary>Called when buffers or the device are freed; may throw.</summary>
    public Action OnFree { get; set; } = () => { };

    /// <summary>How many values of each output are kept back.</summary>
    public int Missing { get; set; }

    /// <summary>Answer batches with not a number.</summary>
    public bool Nonsense { get; set; }

    /// <summary>Tiles of each run that was answered, without probes.</summary>
    public ConcurrentQueue<int> Runs { get; } = new();

    /// <summary>Inputs of all batches ever made, also of those freed.</summary>
    public ConcurrentQueue<float[]> Inputs { get; } = new();

    /// <summary>Ends when the device is freed.</summary>
    public TaskCompletionSource Freed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int LiveBatches => Volatile.Read(ref _liveBatches);

    public int PaddedCount(int tiles) => (tiles + padTo - 1) / padTo * padTo;

    public InferenceBatch CreateBatch(int capacity)
    {
        OnCreate(capacity);
        Interlocked.Increment(ref _liveBatches);
        return new Buffers(this, capacity);
    }

    public void Run(InferenceBatch batch, int tiles)
    {
        var buffers = (Buffers)batch;
        OnRun(buffers.IsProbe);
        buffers.Answer(PaddedCount(tiles));
        if (!buffers.IsProbe)
        {
            Runs.Enqueue(tiles);
        }
    }

    public void Cancel() => OnCancel();

    public void Dispose()
    {
        Freed.TrySetResult();
        OnFree();
    }

    private sealed class Buffers : InferenceBatch
    {
        private readonly ScriptedDevice _device;
        private readonly float[] _input;
        private readonly float[] _scores;
        private readonly float[] _maps;

        public Buffers(ScriptedDevice device, int capacity)
        {
            _device = device;
            IsProbe = capacity == 1;
            Capacity = device.PaddedCount(capacity);
            _input = new float[Capacity * Slot];
            _scores = new float[Capacity];
            _maps = new float[Capacity];

            // What memory holds before its first use.
            _input.AsSpan().Fill(float.NaN);
            device.Inputs.Enqueue(_input);
        }

        public bool IsProbe { get; }

        public override int Capacity { get; }

        public override Span<float> Input => _input;

        public override ReadOnlySpan<float> Scores => _scores.AsSpan(0, Capacity - _device.Missing);

        public override ReadOnlySpan<float> Maps => _maps.AsSpan(0, Capacity - _device.Missing);

        public void Answer(int tiles)
        {
            for (var tile = 0; tile < tiles; tile++)
            {
                var slot = _input.AsSpan(tile * Slot, Slot);
                Assert.False(slot.ContainsAnyExceptInRange(0, 65535), "A slot, padding too, must have been written.");
                _scores[tile] = _device.Nonsense && !IsProbe ? float.NaN : slot[0] + (256 * slot[^1]);
                _maps[tile] = slot[Slot / 3];
            }
        }

        protected override void Dispose(bool disposing)
        {
            Interlocked.Decrement(ref _device._liveBatches);
            _device.OnFree();
        }
    }
}
