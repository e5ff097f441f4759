namespace Detector;

/// <summary>A caller's token that is also cancelled when the deadline passes, and says which of both it was.</summary>
internal sealed class DeadlineToken : IDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    private readonly DateTimeOffset? _deadline;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;

    /// <summary>Starts the timer; a deadline that has passed cancels at once.</summary>
    /// <param name="deadline">Null for none: then the token is the caller's own.</param>
    /// <param name="time">Clock.</param>
    /// <param name="caller">The caller's token.</param>
    public DeadlineToken(DateTimeOffset? deadline, TimeProvider time, CancellationToken caller)
    {
        (_deadline, _time, _caller) = (deadline, time, caller);
        if (deadline is { } end)
        {
            // Longer timers do not exist, and nobody waits for 49 days.
            var left = Math.Clamp((end - time.GetUtcNow()).TotalMilliseconds, 0, uint.MaxValue - 1);
            _timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(left), time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
        }
    }

    /// <summary>Cancelled by the caller or by the deadline.</summary>
    public CancellationToken Token => _either?.Token ?? _caller;

    /// <summary>True when it was the deadline, not the caller.</summary>
    public bool HasPassed => _timer is { IsCancellationRequested: true } && !_caller.IsCancellationRequested;

    /// <summary>True when the deadline is over, or as good as: a caller with the same one may have cancelled first.</summary>
    public bool IsPast => _deadline is { } end && end - _time.GetUtcNow() < Slack;

    /// <summary>Stops the timer.</summary>
    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }
}
