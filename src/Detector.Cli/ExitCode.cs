namespace Detector.Cli;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Every file was scored; the model package is sound.</summary>
    public const int Ok = 0;

    /// <summary>Some files were not scored, or an output could not be written; the model package is refused.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a path or the model does not allow a start.</summary>
    public const int BadUsage = 2;

    /// <summary>Measured, but a set of fakes scores below chance, and <c>--gate</c> was given.</summary>
    public const int BelowChance = 3;

    /// <summary>Stopped by Ctrl-C or a termination signal: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
