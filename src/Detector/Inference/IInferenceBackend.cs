namespace Detector.Inference;

/// <summary>Runs batches of tiles through a model on one device. Tests put failing ones in its place.</summary>
public interface IInferenceBackend : IDisposable
{
    /// <summary>Where it runs: cpu or cuda.</summary>
    string Device { get; }

    /// <summary>Shape of the model's outputs.</summary>
    OutputShape Outputs { get; }

    /// <summary>
    /// The tile count that a batch is padded to. On a GPU it is one of few, warmed up at start, since every new shape makes
    /// cuDNN search for algorithms again; on a CPU it is the count itself.
    /// </summary>
    /// <param name="tiles">Tiles in the batch, at least 1.</param>
    int PaddedCount(int tiles);

    /// <summary>Makes the buffers for batches of up to <paramref name="capacity"/> tiles.</summary>
    /// <param name="capacity">Tiles, at least 1.</param>
    InferenceBatch CreateBatch(int capacity);

    /// <summary>Runs the first <paramref name="tiles"/> tiles of a batch that this backend made; blocks until done.</summary>
    /// <param name="batch">Filled inputs; receives the outputs.</param>
    /// <param name="tiles">How many tiles are filled.</param>
    void Run(InferenceBatch batch, int tiles);

    /// <summary>
    /// Asks the run that is under way on another thread to stop, and does not wait for it; that run then throws. Does nothing
    /// where a run cannot be stopped.
    /// </summary>
    void Cancel()
    {
    }
}

/// <summary>Shape of a model's outputs for one tile.</summary>
/// <param name="ScoreWidth">Values of the score output: 1, or the number of classes.</param>
/// <param name="MapRows">Rows of the map; 0 without one.</param>
/// <param name="MapColumns">Columns of the map; 0 without one.</param>
public sealed record OutputShape(int ScoreWidth, int MapRows, int MapColumns)
{
    /// <summary>Cells of the map of one tile.</summary>
    public int MapCells => MapRows * MapColumns;
}
