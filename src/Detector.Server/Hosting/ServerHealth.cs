using Detector.Inference;

namespace Detector.Server.Hosting;

/// <summary>
/// The one source of what health says, for gRPC, HTTP and the drain. Thread-safe. Begins as starting, with no device.
/// </summary>
internal sealed class ServerHealth
{
    private readonly Lock _gate = new();
    private volatile HealthSnapshot _current = new(0, ServerPhase.Starting, null);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The state now.</summary>
    public HealthSnapshot Current => _current;

    /// <summary>True where calls are taken and answered, on whichever device.</summary>
    public bool IsReady => _current.IsReady;

    /// <summary>True from the begin of the drain on.</summary>
    public bool IsDraining => _current.Phase == ServerPhase.Draining;

    /// <summary>The model is loaded: calls are taken from now on. Without effect in a drain.</summary>
    public void MarkReady() => Change(now => now.Phase == ServerPhase.Starting ? now with { Phase = ServerPhase.Serving } : now);

    /// <summary>No new calls from now on. Without effect the second time.</summary>
    public void BeginDrain() => Change(now => now with { Phase = ServerPhase.Draining });

    /// <summary>Says how the device is, now and from then on.</summary>
    /// <param name="backend">Runs the model.</param>
    public void Watch(IInferenceBackend backend)
    {
        if (backend is ResilientBackend resilient)
        {
            resilient.Changed += SetDevice;
            SetDevice(resilient.Status);
        }
    }

    /// <summary>Says how the device is. Without effect where it is so already.</summary>
    public void SetDevice(DeviceStatus device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Change(now => now with { Device = device });
    }

    /// <summary>
    /// Ends with the newest state as soon as that is another one than was seen: at once where it is already. Whoever passes
    /// the version of each answer to the next call sees no state twice and always the last one; changes that follow each
    /// other faster than they are asked for come as one.
    /// </summary>
    /// <param name="seenVersion"><see cref="HealthSnapshot.Version"/> of the state that was seen last.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<HealthSnapshot> WaitForChangeAsync(long seenVersion, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_current.Version != seenVersion)
                {
                    return _current;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Change(Func<HealthSnapshot, HealthSnapshot> change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            var next = change(_current);
            if (next == _current)
            {
                return;
            }

            _current = next with { Version = next.Version + 1 };
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
