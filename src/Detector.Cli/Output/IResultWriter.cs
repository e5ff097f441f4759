using Detector.Cli.Scanning;

namespace Detector.Cli.Output;

/// <summary>One output format. Called by one thread at a time, in the order of the items.</summary>
internal interface IResultWriter
{
    /// <summary>Writes one line at once.</summary>
    /// <param name="outcome">A score or an error.</param>
    void Write(ScanOutcome outcome);

    /// <summary>Writes what comes after the last line, also after an interruption.</summary>
    /// <param name="summary">What the scan came to.</param>
    void End(ScanSummary summary);
}
