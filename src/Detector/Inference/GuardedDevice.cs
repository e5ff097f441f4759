using System.Runtime.ExceptionServices;

namespace Detector.Inference;

/// <summary>
/// One opened device with the buffers that it made. Every call into it goes through its own watched thread. Given up, it
/// frees itself as soon as its last buffers are handed back; if it is stuck, when the stuck call ends, or never.
/// </summary>
internal sealed class GuardedDevice : IDisposable
{
    private readonly WatchedThread _thread;
    private readonly TimeSpan _limit;
    private readonly InferenceBatch _probe;
    private readonly bool _probeIsFinite;
    private readonly Lock _gate = new();
    private readonly HashSet<InferenceBatch> _inUse = [];
    private readonly List<InferenceBatch> _stranded = [];
    private volatile bool _lost;
    private bool _closed;
    private bool _freed;

    private GuardedDevice(DeviceSource source, WatchedThread thread, TimeSpan limit)
    {
        Source = source;
        _thread = thread;
        _limit = limit;
        var opened = source.Open();
        Backend = opened.Backend;
        GoldenDeviation = opened.GoldenDeviation;
        try
        {
            _probe = Backend.CreateBatch(1);
            _probe.Input.Clear();
            Backend.Run(_probe, 1);

            // There are models that have no finite score for a black tile; their probe must only come back.
            _probeIsFinite = Check(_probe, 1, finite: true) is null;
            if (Check(_probe, 1, finite: false) is { } failure)
            {
                throw failure.Error;
            }
        }
        catch
        {
            _probe?.Dispose();
            Backend.Dispose();
            throw;
        }
    }

    public DeviceSource Source { get; }

    public IInferenceBackend Backend { get; }

    public double? GoldenDeviation { get; }

    /// <summary>True once it was given up.</summary>
    public bool IsLost => _lost;

    /// <summary>Batches that failed one after the other while the probe passed.</summary>
    public int FailuresInRow { get; set; }

    /// <summary>Batches that failed one after the other together with the probe.</summary>
    public int DeadInRow { get; set; }

    /// <summary>Opens and probes a device on its own thread. Throws what the opening throws.</summary>
    /// <exception cref="StuckOpeningException">The opening does not come to an end.</exception>
    public static GuardedDevice Open(DeviceSource source, InferenceOptions options, TimeProvider time)
    {
        var thread = new WatchedThread(source.Name, time);
        GuardedDevice? device = null;
        var failure = thread.Run(
            () => device = new GuardedDevice(source, thread, TimeSpan.FromSeconds(options.RunTimeoutSeconds)),
            TimeSpan.FromSeconds(options.OpenTimeoutSeconds));
        if (failure is null)
        {
            return device!;
        }

        thread.Close(() => device?.Free());
        if (failure.Kind == FailureKind.Stuck)
        {
            throw new StuckOpeningException(failure.Error.Message, thread);
        }

        ExceptionDispatchInfo.Throw(failure.Error);
        return null;
    }

    /// <summary>Makes buffers. They are black, since what pads a batch is run too.</summary>
    public DeviceFailure? Create(int capacity, out InferenceBatch? batch)
    {
        InferenceBatch? made = null;
        var givenUp = false;
        var failure = _thread.Run(
            () =>
            {
                var fresh = Backend.CreateBatch(capacity);
                fresh.Input.Clear();
                lock (_gate)
                {
                    made = fresh;
                    if (givenUp)
                    {
                        _stranded.Add(fresh);
                    }
                    else
                    {
                        _inUse.Add(fresh);
                    }
                }
            },
            _limit);
        lock (_gate)
        {
            givenUp = failure is not null;
            if (givenUp && made is not null && _inUse.Remove(made))
            {
                _stranded.Add(made);
            }
        }

        batch = failure is null ? made : null;
        return failure;
    }

    /// <summary>Runs a batch that this device made and looks at its outputs.</summary>
    public DeviceFailure? Run(InferenceBatch batch, int tiles) =>
        _thread.Run(() => Backend.Run(batch, tiles), _limit, Backend.Cancel) ?? Check(batch, tiles, finite: true);

    /// <summary>Runs a black tile in buffers of its own: can this device answer anything at all?</summary>
    public DeviceFailure? Probe() =>
        _thread.Run(() => Backend.Run(_probe, 1), _limit, Backend.Cancel) ?? Check(_probe, 1, _probeIsFinite);

    /// <summary>
    /// Takes buffers back and clears their pixels. Those of a stuck device are not freed, since it may still write them.
    /// </summary>
    public void Release(InferenceBatch batch)
    {
        lock (_gate)
        {
            if (!_inUse.Remove(batch))
            {
                return;
            }

            _stranded.Add(batch);
        }

        Quietly(() => batch.Input.Clear());
        if (_thread.Run(batch.Dispose, WatchedThread.Grace) is not { Kind: FailureKind.Stuck })
        {
            lock (_gate)
            {
                _stranded.Remove(batch);
            }
        }

        CloseWhenIdle();
    }

    /// <summary>Gives the device up: nothing runs on it any more.</summary>
    public void Retire()
    {
        _lost = true;
        CloseWhenIdle();
    }

    /// <summary>Frees the device now, with all its buffers; does not wait for one that is stuck.</summary>
    public void Dispose()
    {
        _lost = true;
        lock (_gate)
        {
            _stranded.AddRange(_inUse);
            _inUse.Clear();
        }

        CloseWhenIdle();
    }

    private DeviceFailure? Check(InferenceBatch batch, int tiles, bool finite) =>
        DeviceFailure.OfOutputs(batch, tiles, Backend.Outputs, Source.Name, finite);

    private void CloseWhenIdle()
    {
        lock (_gate)
        {
            if (_closed || !_lost || _inUse.Count > 0)
            {
                return;
            }

            _closed = true;
        }

        // A broken driver may hang in freeing, too.
        var failure = _thread.Run(Free, WatchedThread.Grace);
        _thread.Close(failure is null ? null : Free);
    }

    /// <summary>On the device's thread, once. Each step is taken whatever the others throw.</summary>
    private void Free()
    {
        if (Interlocked.Exchange(ref _freed, true))
        {
            return;
        }

        InferenceBatch[] stranded;
        lock (_gate)
        {
            stranded = [.. _stranded];
            _stranded.Clear();
        }

        foreach (var batch in stranded)
        {
            Quietly(() => batch.Input.Clear());
            Quietly(batch.Dispose);
        }

        Quietly(_probe.Dispose);
        Quietly(Backend.Dispose);
    }

    /// <summary>A device that is gone fails in everything; nobody can do anything about it here.</summary>
    private static void Quietly(Action step)
    {
        try
        {
            step();
        }
        catch (Exception)
        {
        }
    }
}
