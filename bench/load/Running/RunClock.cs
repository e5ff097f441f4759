namespace Detector.Load.Running;

/// <summary>Time since the begin of a run.</summary>
/// <param name="time">Clock.</param>
internal sealed class RunClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Since the begin.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Waits.</summary>
    public Task Delay(TimeSpan length, CancellationToken cancellationToken) =>
        Task.Delay(length, time, cancellationToken);
}
