using Detector.Inference;
using Detector.Tests.Support;

namespace Detector.Server.Tests.Support;

/// <summary>Stands for the device of <see cref="TestPackage.Tiles"/>: answers zeros, and can be held, or fail.</summary>
internal sealed class HeldBackend : IInferenceBackend
{
    private const int Cells = TinyModels.TileSize / TinyModels.Stride;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly SemaphoreSlim _entered = new(0);

    public string Device => "fake";

    public OutputShape Outputs { get; } = new(1, Cells, Cells);

    /// <summary>Called in each run; may throw.</summary>
    public Action OnRun { get; set; } = () => { };

    /// <summary>From now on runs wait for <see cref="Release"/>.</summary>
    public HeldBackend Hold()
    {
        _open.Reset();
        return this;
    }

    public void Release() => _open.Set();

    /// <summary>Ends when one more run has begun.</summary>
    public async Task EnteredAsync() => Assert.True(await _entered.WaitAsync(Patience), "No run began.");

    public int PaddedCount(int tiles) => tiles;

    public InferenceBatch CreateBatch(int capacity) => new Batch(capacity);

    public void Run(InferenceBatch batch, int tiles)
    {
        _entered.Release();
        Assert.True(_open.Wait(Patience), "Held for too long.");
        OnRun();
    }

    public void Dispose() => Release();

    private sealed class Batch(int capacity) : InferenceBatch
    {
        private readonly float[] _input = new float[capacity * 3 * TinyModels.TileSize * TinyModels.TileSize];
        private readonly float[] _scores = new float[capacity];
        private readonly float[] _maps = new float[capacity * Cells * Cells];

        public override int Capacity => capacity;

        public override Span<float> Input => _input;

        public override ReadOnlySpan<float> Scores => _scores;

        public override ReadOnlySpan<float> Maps => _maps;

        protected override void Dispose(bool disposing)
        {
            // Plain arrays.
        }
    }
}
