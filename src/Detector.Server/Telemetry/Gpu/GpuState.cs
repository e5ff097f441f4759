namespace Detector.Server.Telemetry.Gpu;

/// <summary>What is known of one card.</summary>
/// <param name="card">The card.</param>
internal sealed class GpuState(GpuCard card)
{
    private volatile GpuReading? _reading;
    private long _failed;
    private long _stuck;

    /// <summary>The card.</summary>
    public GpuCard Card { get; } = card;

    /// <summary>Its newest reading; null where there is none that holds.</summary>
    public GpuReading? Reading
    {
        get => _reading;
        set => _reading = value;
    }

    /// <summary>Readings that gave an error.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Times that it stopped answering.</summary>
    public long Stuck => Interlocked.Read(ref _stuck);

    /// <summary>Memory errors that were corrected, as last heard.</summary>
    public long? Corrected { get; private set; }

    /// <summary>Memory errors that were not, as last heard.</summary>
    public long? Uncorrected { get; private set; }

    /// <summary>It answered.</summary>
    public void Answered(GpuReading reading)
    {
        (Corrected, Uncorrected) = (reading.CorrectedErrors ?? Corrected, reading.UncorrectedErrors ?? Uncorrected);
        Reading = reading;
    }

    /// <summary>It gave an error.</summary>
    /// <returns>True the first time in a row.</returns>
    public bool Fails()
    {
        Interlocked.Increment(ref _failed);
        return Interlocked.Exchange(ref _reading, null) is not null || Failed == 1;
    }

    /// <summary>It does not answer.</summary>
    public void Sticks()
    {
        Interlocked.Increment(ref _stuck);
        Reading = null;
    }
}
