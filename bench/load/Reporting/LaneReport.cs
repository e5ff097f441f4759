using Detector.Load.Statistics;
using Detector.Load.Wire;

namespace Detector.Load.Reporting;

/// <summary>The figures of one lane.</summary>
internal sealed record LaneReport
{
    /// <summary>From the intended start.</summary>
    public required LatencyFigures Answers { get; init; }

    /// <summary>From the sending: without what the generator itself was behind.</summary>
    public required LatencyFigures AnswersFromSending { get; init; }

    /// <summary>From the sending.</summary>
    public required LatencyFigures Refusals { get; init; }

    /// <summary>From the intended start.</summary>
    public required LatencyFigures RefusalsFromIntended { get; init; }

    /// <summary>How late calls ended that were let in and missed their deadline.</summary>
    public required LatencyFigures PastDeadline { get; init; }

    public required IReadOnlyDictionary<string, long> RefusalReasons { get; init; }

    public required IReadOnlyDictionary<string, long> Failures { get; init; }

    /// <summary>Answers by the mean size of the batches that carried their tiles.</summary>
    public required IReadOnlyDictionary<int, long> BatchTiles { get; init; }

    public required double MeanBatchTiles { get; init; }

    /// <summary>By the server's clock.</summary>
    public required StageMilliseconds MeanStages { get; init; }

    /// <summary>Not sent, since too many were in flight or their deadline had passed.</summary>
    public required long Unsent { get; init; }

    /// <summary>Answers of another picture or reference.</summary>
    public required long Wrong { get; init; }

    /// <summary>Answers within their deadline that came in the window.</summary>
    public required long Good { get; init; }

    /// <summary>Of a tally; null where the lane had nothing.</summary>
    public static LaneReport? Of(LaneTally tally)
    {
        var calls = tally.Answers.Count + tally.Refusals.Count + tally.Unsent + tally.Failures.Values.Sum();
        return calls == 0 ? null : new LaneReport
        {
            Answers = LatencyFigures.Of(tally.Answers),
            AnswersFromSending = LatencyFigures.Of(tally.AnswersFromSending),
            Refusals = LatencyFigures.Of(tally.Refusals),
            RefusalsFromIntended = LatencyFigures.Of(tally.RefusalsFromIntended),
            PastDeadline = LatencyFigures.Of(tally.PastDeadline),
            RefusalReasons = tally.RefusalReasons,
            Failures = tally.Failures,
            BatchTiles = tally.BatchTiles,
            MeanBatchTiles = Math.Round(tally.MeanBatchTiles, 3),
            MeanStages = tally.MeanStages,
            Unsent = tally.Unsent,
            Wrong = tally.Wrong,
            Good = tally.Good,
        };
    }
}
