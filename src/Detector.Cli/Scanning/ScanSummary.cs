using Detector.Cli.Output;

namespace Detector.Cli.Scanning;

/// <summary>What a scan came to. Written to by one thread at a time.</summary>
internal sealed class ScanSummary
{
    private readonly Dictionary<string, int> _verdicts = [];

    /// <summary>Images with a score.</summary>
    public int Scored { get; private set; }

    /// <summary>Items without one.</summary>
    public int Failed { get; private set; }

    /// <summary>Scored images whose maps could not be written.</summary>
    public int MapProblems { get; private set; }

    /// <summary>Entries of folders that were passed over.</summary>
    public int PassedOver { get; set; }

    /// <summary>Whether it was stopped before its end.</summary>
    public bool Interrupted { get; set; }

    /// <summary>From the first file to the last line.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Scored images per second; 0 where no time passed.</summary>
    public double ImagesPerSecond => Elapsed > TimeSpan.Zero ? Scored / Elapsed.TotalSeconds : 0;

    /// <summary>Exit status of the program after this scan.</summary>
    public int ExitCode => Interrupted
        ? Cli.ExitCode.Interrupted
        : Failed + MapProblems > 0 ? Cli.ExitCode.Failed : Cli.ExitCode.Ok;

    /// <summary>Images with a verdict.</summary>
    /// <param name="verdict">As in <see cref="ImageLine.Verdict"/>.</param>
    public int Count(string verdict) => _verdicts.GetValueOrDefault(verdict);

    /// <summary>Counts one outcome.</summary>
    /// <param name="outcome">A written line.</param>
    public void Add(ScanOutcome outcome)
    {
        if (outcome.Image is not { } image)
        {
            Failed++;
            return;
        }

        Scored++;
        MapProblems += outcome.MapProblem is null ? 0 : 1;
        _verdicts[image.Verdict] = Count(image.Verdict) + 1;
    }
}
