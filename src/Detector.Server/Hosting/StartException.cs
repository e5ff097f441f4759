namespace Detector.Server.Hosting;

/// <summary>Thrown when the server cannot start. Every problem is a line: the setting, its value, the limit, the fix.</summary>
/// <param name="problems">At least one.</param>
internal sealed class StartException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>One problem.</summary>
    /// <param name="problem">A line.</param>
    public StartException(string problem)
        : this([problem])
    {
    }

    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
