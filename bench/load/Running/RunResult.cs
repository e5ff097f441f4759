using Detector.Load.Statistics;

namespace Detector.Load.Running;

/// <summary>What a run found.</summary>
/// <param name="Tally">Latencies and counts in the window.</param>
/// <param name="Ledger">References of the whole run; warm-up and drain too.</param>
internal sealed record RunResult(RunTally Tally, AnswerLedger Ledger);
