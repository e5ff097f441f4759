namespace Detector.Inference;

/// <summary>In which way a call into a device went wrong.</summary>
internal enum FailureKind
{
    /// <summary>It threw.</summary>
    Threw,

    /// <summary>It gave too few outputs, or not one number among them.</summary>
    WrongOutputs,

    /// <summary>It took too long, and stopped when asked to.</summary>
    Late,

    /// <summary>It took too long and is still at it: its thread and its buffers are out of reach.</summary>
    Stuck,

    /// <summary>Batch after batch failed that another device could run.</summary>
    Repeated,
}

/// <summary>What went wrong in a call into a device.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Error">What to throw when nobody can help.</param>
internal sealed record DeviceFailure(FailureKind Kind, Exception Error)
{
    /// <summary>True when there was no answer in time.</summary>
    public bool IsTimeout => Kind is FailureKind.Late or FailureKind.Stuck;

    /// <summary>Name of the kind as a metric's tag.</summary>
    public string Tag => Kind switch
    {
        FailureKind.Threw => "threw",
        FailureKind.WrongOutputs => "wrong_outputs",
        FailureKind.Repeated => "repeated",
        _ => "timeout",
    };

    /// <summary>Looks at the outputs of a run.</summary>
    /// <param name="batch">The batch that ran.</param>
    /// <param name="tiles">Tiles in it.</param>
    /// <param name="shape">What each tile should have.</param>
    /// <param name="device">Name of the device, for the message.</param>
    /// <param name="finite">False to accept scores of which none is a number.</param>
    /// <returns>Null when they are sound.</returns>
    public static DeviceFailure? OfOutputs(InferenceBatch batch, int tiles, OutputShape shape, string device, bool finite)
    {
        var (scores, cells) = (tiles * shape.ScoreWidth, tiles * shape.MapCells);
        if (batch.Scores.Length < scores || batch.Maps.Length < cells)
        {
            return Wrong(
                $"The device {device} gave {batch.Scores.Length} scores and {batch.Maps.Length} map cells for {tiles} tiles; " +
                $"needed are {scores} and {cells}.");
        }

        return finite && !AnyFinite(batch.Scores[..scores])
            ? Wrong($"The device {device} gave not one number among the scores of {tiles} tiles.")
            : null;
    }

    private static bool AnyFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (float.IsFinite(value))
            {
                return true;
            }
        }

        return false;
    }

    private static DeviceFailure Wrong(string message) =>
        new(FailureKind.WrongOutputs, new InvalidOperationException(message));
}
