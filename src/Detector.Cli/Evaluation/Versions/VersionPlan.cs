namespace Detector.Cli.Evaluation.Versions;

/// <summary>Which versions of every picture are scored, each once.</summary>
internal sealed class VersionPlan
{
    /// <summary>The factor of the grid's down-scaled pictures.</summary>
    public const double GridFactor = 0.6;

    private static readonly string[] SweepSteps =
    [
        "jpeg:95", "jpeg:90", "jpeg:85", "jpeg:75", "jpeg:65", "jpeg:50", "webp:90", "webp:70",
        "resize:0.5", "resize:0.75", "resize:1.25", "resize:1.5",
    ];

    /// <summary>Plans.</summary>
    /// <param name="main">What every figure outside of the sweep is measured on.</param>
    /// <param name="sweep">Whether the sweep is wanted.</param>
    /// <param name="grid">Whether the softness grid is wanted.</param>
    /// <param name="reliability">Whether the pictures as they come in are wanted.</param>
    public VersionPlan(VersionChain main, bool sweep, bool grid, bool reliability)
    {
        Main = main;
        Sweep = sweep ? [.. SweepSteps.Select(step => (step, main.Under(VersionStep.Parse(step))))] : [];
        Down = grid ? main.Under(new VersionStep(VersionAction.Resize, GridFactor)) : null;
        Incoming = reliability ? [VersionChain.None, .. Sweep.Select(swept => swept.Chain)] : [];
        All = [.. new[] { main }.Concat(Sweep.Select(swept => swept.Chain)).Concat(Down is null ? [] : [Down])
            .Concat(Incoming).Distinct()];
    }

    /// <summary>What every figure outside of the sweep is measured on.</summary>
    public VersionChain Main { get; }

    /// <summary>The sweep: each condition, and the chain that brings it about; empty for none.</summary>
    public IReadOnlyList<(string Condition, VersionChain Chain)> Sweep { get; }

    /// <summary>The down-scaled version of the grid; null for none.</summary>
    public VersionChain? Down { get; }

    /// <summary>The versions whose quality and size make the reliability buckets; empty for none.</summary>
    public IReadOnlyList<VersionChain> Incoming { get; }

    /// <summary>All chains, each once, the main one first.</summary>
    public IReadOnlyList<VersionChain> All { get; }
}
