namespace Detector.Batching;

/// <summary>
/// Bounds two amounts held at once, over both lanes. Who finds no room waits: interactive before bulk, and within a lane first
/// come, first served, so that a large one is not overtaken for ever. Bulk may hold three quarters, so that the other lane
/// always finds room soon.
/// </summary>
/// <param name="maxUnits">Most units held at once.</param>
/// <param name="maxBytes">Most bytes held at once.</param>
internal sealed class LaneGate(long maxUnits, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter>[] _waiters = [new(), new()];
    private readonly Amount[] _held = new Amount[2];
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;

    /// <summary>What the lane may hold.</summary>
    public Amount Limit(Lane lane) => lane == Lane.Interactive
        ? new Amount(maxUnits, maxBytes)
        : new Amount(Math.Max(1, maxUnits - (maxUnits / 4)), Math.Max(1, maxBytes - (maxBytes / 4)));

    /// <summary>What the lane holds now.</summary>
    public Amount Held(Lane lane)
    {
        lock (_gate)
        {
            return _held[(int)lane];
        }
    }

    /// <summary>Takes the amount where there is room and nobody waits for it.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="OperationCanceledException">The gate is closed.</exception>
    public Share? TryTake(Lane lane, Amount amount)
    {
        var clamped = Clamp(lane, amount);
        lock (_gate)
        {
            ThrowIfClosed();
            return _waiters[(int)Lane.Interactive].Count == 0 && (lane == Lane.Interactive || _waiters[(int)lane].Count == 0)
                && Fits(lane, clamped) ? Grant(lane, clamped) : null;
        }
    }

    /// <summary>Waits until the amount fits. More than the lane's limit fits when the lane holds nothing else.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the gate is closed.</exception>
    public async ValueTask<Share> TakeAsync(Lane lane, Amount amount, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryTake(lane, amount) is { } share)
        {
            return share;
        }

        var waiter = new Waiter(lane, Clamp(lane, amount));
        lock (_gate)
        {
            ThrowIfClosed();
            _waiters[(int)lane].AddLast(waiter);
            GrantWaiters();
        }

        await using (cancellationToken.Register(() => Leave(waiter, cancellationToken)))
        {
            return await waiter.Granted.Task;
        }
    }

    /// <summary>Lets nobody in any more, and ends when all that was taken has been given back.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var waiter in _waiters.SelectMany(lane => lane))
            {
                waiter.Granted.TrySetCanceled();
            }

            _waiters[0].Clear();
            _waiters[1].Clear();
            EndIfEmpty();
        }

        return _empty.Task;
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new OperationCanceledException("The detector is stopping.");
        }
    }

    private Amount Clamp(Lane lane, Amount amount)
    {
        var limit = Limit(lane);
        return new Amount(Math.Min(amount.Units, limit.Units), Math.Min(amount.Bytes, limit.Bytes));
    }

    private bool Fits(Lane lane, Amount amount)
    {
        var own = _held[(int)lane] + amount;
        var all = _held[0] + _held[1] + amount;
        var limit = Limit(lane);
        return own.Units <= limit.Units && own.Bytes <= limit.Bytes && all.Units <= maxUnits && all.Bytes <= maxBytes;
    }

    private Share Grant(Lane lane, Amount amount)
    {
        _held[(int)lane] += amount;
        return new Share(this, lane, amount);
    }

    private void GrantWaiters()
    {
        foreach (var lane in (ReadOnlySpan<Lane>)[Lane.Interactive, Lane.Bulk])
        {
            var waiters = _waiters[(int)lane];
            while (waiters.First is { Value: var first })
            {
                if (!Fits(lane, first.Amount))
                {
                    return;
                }

                waiters.RemoveFirst();
                first.Granted.TrySetResult(Grant(lane, first.Amount));
            }
        }
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiters[(int)waiter.Lane].Remove(waiter))
            {
                waiter.Granted.TrySetCanceled(cancellationToken);
                GrantWaiters();
            }
        }
    }

    private void GiveBack(Lane lane, Amount amount)
    {
        lock (_gate)
        {
            _held[(int)lane] -= amount;
            GrantWaiters();
            EndIfEmpty();
        }
    }

    private void EndIfEmpty()
    {
        if (_closed && _held[0] == default && _held[1] == default)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>What is bounded.</summary>
    internal readonly record struct Amount(long Units, long Bytes)
    {
        public static Amount operator +(Amount left, Amount right) =>
            new(left.Units + right.Units, left.Bytes + right.Bytes);

        public static Amount operator -(Amount left, Amount right) =>
            new(left.Units - right.Units, left.Bytes - right.Bytes);
    }

    /// <summary>A part of what the gate bounds.</summary>
    internal sealed class Share(LaneGate gate, Lane lane, Amount amount) : IDisposable
    {
        private Amount _amount = amount;
        private int _disposed;

        /// <summary>Gives back the units alone; the bytes stay held.</summary>
        public void GiveUnitsBack()
        {
            var units = new Amount(_amount.Units, 0);
            _amount -= units;
            gate.GiveBack(lane, units);
        }

        /// <summary>Gives back the rest. Twice does nothing.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                gate.GiveBack(lane, _amount);
            }
        }
    }

    private sealed class Waiter(Lane lane, Amount amount)
    {
        public Lane Lane { get; } = lane;

        public Amount Amount { get; } = amount;

        public TaskCompletionSource<Share> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
