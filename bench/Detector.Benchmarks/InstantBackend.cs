using Detector.Inference;

namespace Detector.Benchmarks;

/// <summary>A device that answers at once with zeros, so that what is left is the cost of batching.</summary>
internal sealed class InstantBackend(int slotLength) : IInferenceBackend
{
    public string Device => "none";

    public OutputShape Outputs { get; } = new(ScoreWidth: 1, MapRows: 32, MapColumns: 32);

    public int PaddedCount(int tiles) => tiles;

    public InferenceBatch CreateBatch(int capacity) => new Buffers(capacity, slotLength, Outputs);

    public void Run(InferenceBatch batch, int tiles)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Buffers(int capacity, int slotLength, OutputShape outputs) : InferenceBatch
    {
        private readonly float[] _input = new float[capacity * slotLength];
        private readonly float[] _scores = new float[capacity * outputs.ScoreWidth];
        private readonly float[] _maps = new float[capacity * outputs.MapCells];

        public override int Capacity => capacity;

        public override Span<float> Input => _input;

        public override ReadOnlySpan<float> Scores => _scores;

        public override ReadOnlySpan<float> Maps => _maps;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
