namespace Detector.Batching;

/// <summary>What to do with the batch that is being formed.</summary>
internal enum BatchDecision
{
    /// <summary>Add tiles of the next image.</summary>
    Add,

    /// <summary>Hand the batch to the device.</summary>
    Send,

    /// <summary>Wait for another image, at most as long as stated.</summary>
    Wait,
}

/// <summary>Decides when a batch is ready. A pure function: no threads, no clock.</summary>
internal static class BatchFormer
{
    /// <summary>Decides the next step.</summary>
    /// <param name="tiles">Tiles in the batch so far.</param>
    /// <param name="capacity">Tiles that fit.</param>
    /// <param name="moreQueued">True when another image (or more of the same) waits.</param>
    /// <param name="age">How long the batch's oldest image has waited.</param>
    /// <param name="linger">How long it may.</param>
    /// <returns>The step, and for <see cref="BatchDecision.Wait"/> the longest wait; infinite for an empty batch.</returns>
    public static (BatchDecision Decision, TimeSpan Wait) Decide(
        int tiles, int capacity, bool moreQueued, TimeSpan age, TimeSpan linger)
    {
        if (tiles >= capacity)
        {
            return (BatchDecision.Send, TimeSpan.Zero);
        }

        if (moreQueued)
        {
            return (BatchDecision.Add, TimeSpan.Zero);
        }

        if (tiles == 0)
        {
            return (BatchDecision.Wait, Timeout.InfiniteTimeSpan);
        }

        return age >= linger ? (BatchDecision.Send, TimeSpan.Zero) : (BatchDecision.Wait, linger - age);
    }

    /// <summary>Decides which lane the device serves next.</summary>
    /// <param name="interactive">True when a batch of interactive tiles is ready.</param>
    /// <param name="bulk">True when a batch of bulk tiles is ready.</param>
    /// <param name="passedOver">How many interactive batches in a row have gone before a ready bulk batch.</param>
    /// <param name="bulkShare">Share of the batches that bulk gets while both are ready, over 0 and under 1.</param>
    /// <returns>The lane; null when none is ready.</returns>
    public static Lane? Choose(bool interactive, bool bulk, int passedOver, double bulkShare)
    {
        // A share of 1/n: every n-th batch, after n - 1 others. The small term is for quotients such as 1 / 0.2.
        var bulkIsDue = passedOver + 1 >= (1 / bulkShare) - 1e-9;
        return interactive && !(bulk && bulkIsDue) ? Lane.Interactive : bulk ? Lane.Bulk : null;
    }
}
