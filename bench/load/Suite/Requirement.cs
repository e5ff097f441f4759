namespace Detector.Load.Suite;

/// <summary>One line of the suite's table.</summary>
/// <param name="Figure">What was measured.</param>
/// <param name="Measured">Its value, with the unit.</param>
/// <param name="Required">The limit; empty for a figure that is only told.</param>
/// <param name="Holds">Whether it is kept; null for a figure that is only told.</param>
internal sealed record Requirement(string Figure, string Measured, string Required = "", bool? Holds = null)
{
    /// <summary>A figure with a lower limit.</summary>
    public static Requirement AtLeast(string figure, double measured, double limit) =>
        new(figure, $"{measured:0.000}", $"at least {limit:0.00}", measured >= limit);

    /// <summary>A figure with an upper limit.</summary>
    public static Requirement AtMost(string figure, double measured, double limit, string unit = "") =>
        new(figure, $"{measured:0.##}{unit}", $"at most {limit:0.##}{unit}", measured <= limit);

    /// <summary>A line of a Markdown table.</summary>
    public override string ToString()
    {
        var holds = Holds switch { true => "yes", false => "NO", null => "" };
        return $"| {Figure} | {Measured} | {Required} | {holds} |";
    }
}
