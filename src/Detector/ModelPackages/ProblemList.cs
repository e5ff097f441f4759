namespace Detector.ModelPackages;

/// <summary>Gathers what is wrong with one file, so that all of it is reported together.</summary>
/// <param name="file">Path of the file that the problems are about.</param>
internal sealed class ProblemList(string file)
{
    private readonly List<ModelPackageProblem> _problems = [];

    public bool Any => _problems.Count > 0;

    public string File { get; } = file;

    public void Add(string? field, string message, string fix) =>
        _problems.Add(new ModelPackageProblem(File, field, message, fix));

    /// <summary>Adds a problem unless the condition holds.</summary>
    public void Require(bool condition, string? field, string message, string fix)
    {
        if (!condition)
        {
            Add(field, message, fix);
        }
    }

    /// <summary>Requires min &lt;= value &lt;= max. Not a number is outside of every range.</summary>
    public void InRange(string field, double value, double min, double max, string fix) =>
        Require(value >= min && value <= max, field, $"is {value}; allowed is {min} to {max}.", fix);

    /// <summary>Requires 0 &lt; value &lt;= max.</summary>
    public void Positive(string field, double value, double max, string fix) =>
        Require(
            value > 0 && value <= max && double.IsFinite(value),
            field,
            double.IsFinite(max)
                ? $"is {value}; allowed is over 0 up to {max}."
                : $"is {value}; allowed is a finite number over 0.",
            fix);

    /// <summary>Requires a number that is neither infinite nor not-a-number.</summary>
    public void Finite(string field, double value) =>
        Require(double.IsFinite(value), field, $"is {value}; allowed is a finite number.", "Write a smaller number.");

    /// <summary>Requires text that is more than white space.</summary>
    public void Text(string field, string value) =>
        Require(!string.IsNullOrWhiteSpace(value), field, "is empty; some text is needed.", "Fill it in.");

    /// <summary>Requires that a setting which the chosen method does not read is left at its default: a value there
    /// would
    /// look as if it worked.</summary>
    public void Unused(bool isDefault, string field, string method, string usedBy) =>
        Require(
            isDefault,
            field,
            $"is set, but method {method} does not use it (only {usedBy} does).",
            "Remove the field or change the method.");

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new ModelPackageException([.. _problems]);
        }
    }
}
