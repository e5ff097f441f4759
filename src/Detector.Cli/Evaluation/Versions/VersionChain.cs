namespace Detector.Cli.Evaluation.Versions;

/// <summary>
/// What is done to every picture before it is scored, in order; nothing for the file as it is. Two chains are equal
/// when they read the same.
/// </summary>
internal sealed class VersionChain : IEquatable<VersionChain>
{
    /// <summary>The word for doing nothing.</summary>
    public const string NoneWord = "none";

    private readonly string _text;

    private VersionChain(IReadOnlyList<VersionStep> steps)
    {
        Steps = steps;
        _text = steps.Count == 0 ? NoneWord : string.Join(',', steps);
    }

    /// <summary>The file as it is.</summary>
    public static VersionChain None { get; } = new([]);

    /// <summary>In the order in which they are done.</summary>
    public IReadOnlyList<VersionStep> Steps { get; }

    /// <summary>Reads a chain such as resize:0.75,jpeg:90, or none.</summary>
    /// <param name="text">Steps with commas between them.</param>
    /// <exception cref="FormatException">It is none; the message says what is allowed.</exception>
    public static VersionChain Parse(string text) => text.Trim() == NoneWord
        ? None
        : new VersionChain([.. text.Split(',').Select(step => VersionStep.Parse(step.Trim().ToLowerInvariant()))]);

    /// <summary>
    /// The chain for pictures under a condition: cuts of this chain, the condition, and then the rest of this chain,
    /// unless the condition writes a file itself.
    /// </summary>
    /// <param name="condition">One further step.</param>
    public VersionChain Under(VersionStep condition)
    {
        var cuts = Steps.TakeWhile(step => step.Action == VersionAction.Crop).ToList();
        var rest = Steps.Skip(cuts.Count).Where(step => !condition.Encodes || !step.Encodes);
        return new VersionChain(condition.Encodes ? [.. cuts, .. rest, condition] : [.. cuts, condition, .. rest]);
    }

    /// <inheritdoc/>
    public bool Equals(VersionChain? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VersionChain);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>As it is written on the command line.</summary>
    public override string ToString() => _text;
}
