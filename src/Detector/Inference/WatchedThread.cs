namespace Detector.Inference;

/// <summary>
/// Makes the calls into one device on a thread of its own, so that a call that never ends takes only this thread with it.
/// The thread lives as long as the device: handing over a call costs two wake-ups.
/// </summary>
internal sealed class WatchedThread : IDisposable
{
    /// <summary>How long a call that was asked to stop may take to do so.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ShortestAlarm = TimeSpan.FromMilliseconds(1);

    private readonly object _gate = new();
    private readonly Lock _callers = new();
    private readonly string _device;
    private readonly TimeProvider _time;
    private readonly ITimer _alarm;

    // While a call is stuck these fields, which the thread itself holds on to, keep alive all that the call may touch: a
    // finaliser that freed it would pull the memory from under native code.
    private Action? _work;
    private Action? _afterwards;
    private Exception? _error;
    private bool _closed;

    public WatchedThread(string device, TimeProvider time)
    {
        _device = device;
        _time = time;
        _alarm = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        new Thread(Work) { IsBackground = true, Name = $"Device {device}" }.UnsafeStart();
    }

    /// <summary>True once a call was given up. Later calls are not made.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>True while a call is under way, given up or not.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _work is not null;
            }
        }
    }

    /// <summary>Makes a call and waits for its end, within limits.</summary>
    /// <param name="work">The call.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="stop">Asks the call to stop, on the caller's thread; must not block.</param>
    /// <returns>Null when the call ended well, even if late.</returns>
    public DeviceFailure? Run(Action work, TimeSpan limit, Action? stop = null)
    {
        lock (_callers)
        {
            if (IsStuck || _closed)
            {
                return new DeviceFailure(FailureKind.Stuck, new TimeoutException($"The device {_device} is gone."));
            }

            if (Begin(work, limit))
            {
                return _error is { } error ? new DeviceFailure(FailureKind.Threw, error) : null;
            }

            // Before the request, so that its time counts.
            var asked = _time.GetTimestamp();
            Quietly(stop);
            if (End(asked, Grace))
            {
                return _error is { } error ? Overdue(FailureKind.Late, limit, error) : null;
            }

            IsStuck = true;
            return Overdue(FailureKind.Stuck, limit, null);
        }
    }

    /// <summary>Lets the thread end after the call under way. Does not wait.</summary>
    /// <param name="afterwards">The last thing that it does; what it throws is ignored.</param>
    public void Close(Action? afterwards)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                (_closed, _afterwards) = (true, afterwards);
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Lets the thread end after the call under way. Does not wait.</summary>
    public void Dispose() => Close(null);

    private static void Quietly(Action? stop)
    {
        try
        {
            stop?.Invoke();
        }
        catch (Exception)
        {
            // A device that cannot even be asked is given up after the grace, like one that does not listen; and nobody waits
            // for what is done afterwards.
        }
    }

    private DeviceFailure Overdue(FailureKind kind, TimeSpan limit, Exception? error) => new(kind, new TimeoutException(
        $"The device {_device} did not answer within {limit.TotalSeconds:0.###} s " +
        (kind == FailureKind.Late ? "and was stopped." : "and does not stop."), error));

    private bool Begin(Action work, TimeSpan limit)
    {
        lock (_gate)
        {
            (_work, _error) = (work, null);
            Monitor.PulseAll(_gate);
            return End(_time.GetTimestamp(), limit);
        }
    }

    /// <summary>Waits for the end of the call. The clock decides, not the alarm: an alarm may be left over from an earlier
    /// call, and may ring a little early.</summary>
    private bool End(long since, TimeSpan limit)
    {
        lock (_gate)
        {
            while (_work is not null)
            {
                var left = limit - _time.GetElapsedTime(since);
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                _alarm.Change(left < ShortestAlarm ? ShortestAlarm : left, Timeout.InfiniteTimeSpan);
                Monitor.Wait(_gate);
            }

            _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        while (Next() is { } work)
        {
            Exception? error = null;
            try
            {
                work();
            }
            catch (Exception e)
            {
                error = e;
            }

            lock (_gate)
            {
                (_work, _error) = (null, error);
                Monitor.PulseAll(_gate);
            }
        }

        _alarm.Dispose();
        Quietly(_afterwards);
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (_work is null && !_closed)
            {
                Monitor.Wait(_gate);
            }

            return _work;
        }
    }
}
