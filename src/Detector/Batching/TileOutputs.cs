using System.Buffers;
using Detector.Inference;

namespace Detector.Batching;

/// <summary>Raw model outputs of all tiles of one image, in pooled memory.</summary>
public sealed class TileOutputs : IDisposable
{
    private readonly int _tiles;
    private readonly int _scoreLength;
    private readonly int _mapLength;
    private long _batchTiles;
    private float[]? _scores;
    private float[]? _maps;

    internal TileOutputs(int tiles, OutputShape shape)
    {
        _tiles = tiles;
        _scoreLength = tiles * shape.ScoreWidth;
        _mapLength = tiles * shape.MapCells;
        _scores = ArrayPool<float>.Shared.Rent(_scoreLength);
        _maps = ArrayPool<float>.Shared.Rent(_mapLength);
    }

    /// <summary>Score output, tile after tile.</summary>
    public ReadOnlySpan<float> Scores => ScoreBuffer;

    /// <summary>Map output, tile after tile, row by row; empty for a model without a map.</summary>
    public ReadOnlySpan<float> Maps => MapBuffer;

    /// <summary>Time in the queue, until the first tile's batch began.</summary>
    public TimeSpan Queue { get; internal set; }

    /// <summary>From the beginning of the first tile's batch to the end of the last one's.</summary>
    public TimeSpan Inference { get; internal set; }

    /// <summary>Mean size of the batches that carried the tiles, tiles.</summary>
    public double MeanBatchTiles => (double)_batchTiles / _tiles;

    internal Span<float> ScoreBuffer => _scores.AsSpan(0, _scoreLength);

    internal Span<float> MapBuffer => _maps.AsSpan(0, _mapLength);

    internal void CountBatch(int tiles, int batchTiles) => Interlocked.Add(ref _batchTiles, (long)tiles * batchTiles);

    /// <summary>Clears the buffers and gives them back. A map shows the silhouette of what was edited: it is cleared
    /// too.</summary>
    public void Dispose()
    {
        Return(ref _scores);
        Return(ref _maps);
    }

    private static void Return(ref float[]? buffer)
    {
        if (Interlocked.Exchange(ref buffer, null) is { } rented)
        {
            ArrayPool<float>.Shared.Return(rented, clearArray: true);
        }
    }
}
