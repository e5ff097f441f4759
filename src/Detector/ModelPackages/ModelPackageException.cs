namespace Detector.ModelPackages;

/// <summary>One reason for which a model package is refused.</summary>
/// <param name="File">The file (or the folder) that has to change, as a path.</param>
/// <param name="Field">Where in that file, as a JSON path such as <c>$.framing.overlap</c>; null for the file as a
/// whole.</param>
/// <param name="Message">What is wrong: the value and what is allowed.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record ModelPackageProblem(string File, string? Field, string Message, string Fix)
{
    /// <summary>One line: file, field, what is wrong, fix.</summary>
    /// <returns>The line, without a line break.</returns>
    public override string ToString() =>
        Field is null ? $"{File}: {Message} Fix: {Fix}" : $"{File}: {Field}: {Message} Fix: {Fix}";
}

/// <summary>Thrown when a model package is refused. Carries every problem that was found, one line each in the
/// message.</summary>
public sealed class ModelPackageException : Exception
{
    private const int ShownProblems = 30;

    /// <summary>A refusal for the given problems.</summary>
    /// <param name="problems">At least one.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public ModelPackageException(IReadOnlyList<ModelPackageProblem> problems, Exception? innerException = null)
        : base(Describe(problems), innerException) => Problems = problems;

    /// <summary>All that is wrong with the package; at least one.</summary>
    public IReadOnlyList<ModelPackageProblem> Problems { get; }

    /// <summary>The file of the first problem.</summary>
    public string File => Problems[0].File;

    /// <summary>The field of the first problem, as a JSON path; null for the file as a whole.</summary>
    public string? Field => Problems[0].Field;

    internal static ModelPackageException Single(
        string file, string? field, string message, string fix, Exception? innerException = null) =>
        new([new ModelPackageProblem(file, field, message, fix)], innerException);

    private static string Describe(IReadOnlyList<ModelPackageProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count);
        var lines = problems.Take(ShownProblems).Select(problem => problem.ToString()).ToList();
        if (problems.Count > ShownProblems)
        {
            lines.Add($"and {problems.Count - ShownProblems} more.");
        }

        // A fixed line feed, so that logs of all systems look alike.
        return string.Join('\n', lines);
    }
}
