using Detector.Load.Wire;

namespace Detector.Load.Statistics;

/// <summary>What became of the calls of one lane. One thread at a time.</summary>
internal sealed class LaneTally
{
    private StageMilliseconds _stages;

    /// <summary>Latencies of answers, from the intended start.</summary>
    public LatencyHistogram Answers { get; } = new();

    /// <summary>Latencies of answers, from the sending: what the server and the network took.</summary>
    public LatencyHistogram AnswersFromSending { get; } = new();

    /// <summary>Latencies of refusals, from the sending.</summary>
    public LatencyHistogram Refusals { get; } = new();

    /// <summary>Latencies of refusals, from the intended start.</summary>
    public LatencyHistogram RefusalsFromIntended { get; } = new();

    /// <summary>By how much calls that were let in ended after their deadline, answered or not; those only.</summary>
    public LatencyHistogram PastDeadline { get; } = new();

    /// <summary>Refusals by reason.</summary>
    public SortedDictionary<string, long> RefusalReasons { get; } = [];

    /// <summary>Failures by reason; abandoned ones too.</summary>
    public SortedDictionary<string, long> Failures { get; } = [];

    /// <summary>Answers by the mean size of the batches that carried their tiles, rounded to whole tiles.</summary>
    public SortedDictionary<int, long> BatchTiles { get; } = [];

    /// <summary>
    /// Arrivals that were not sent because too many calls were in flight, or their deadline had passed.
    /// </summary>
    public long Unsent { get; private set; }

    /// <summary>Answers of another picture, or under another reference.</summary>
    public long Wrong { get; private set; }

    /// <summary>Answers within their deadline and the window.</summary>
    public long Good { get; private set; }

    /// <summary>Tiles of those.</summary>
    public long GoodTiles { get; private set; }

    /// <summary>Sum of the answers' mean batch sizes, tiles.</summary>
    public double BatchTilesSum { get; private set; }

    /// <summary>Mean batch size over the answers, tiles; 0 without answers.</summary>
    public double MeanBatchTiles => Answers.Count == 0 ? 0 : BatchTilesSum / Answers.Count;

    /// <summary>Mean of each stage over the answers, by the server's clock.</summary>
    public StageMilliseconds MeanStages => Answers.Count == 0 ? default : _stages.Scale(1.0 / Answers.Count);

    /// <summary>
    /// Counts an answer within its deadline that came while the window was open, whenever it was sent.
    /// </summary>
    /// <param name="tiles">Tiles of the picture.</param>
    public void AddGood(int tiles)
    {
        Good++;
        GoodTiles += tiles;
    }

    /// <summary>Counts an arrival that was not sent.</summary>
    public void AddUnsent() => Unsent++;

    /// <summary>Counts a call that should have begun while the window was open.</summary>
    public void Add(in CallOutcome outcome)
    {
        if (outcome is { End: not CallEnd.Refused, PastDeadlineBy: { } late })
        {
            PastDeadline.Record(late);
        }

        switch (outcome.End)
        {
            case CallEnd.Answered:
                AddAnswer(outcome);
                break;
            case CallEnd.Refused:
                Refusals.Record(outcome.Done - outcome.Sent);
                RefusalsFromIntended.Record(outcome.Done - outcome.Intended);
                Increment(RefusalReasons, outcome.Reason ?? "unknown");
                break;
            default:
                Increment(Failures, outcome.Reason ?? "unknown");
                break;
        }
    }

    private void AddAnswer(in CallOutcome outcome)
    {
        Answers.Record(outcome.Done - outcome.Intended);
        AnswersFromSending.Record(outcome.Done - outcome.Sent);
        Wrong += outcome.IsWrong ? 1 : 0;
        if (outcome.Answer is { } answer)
        {
            _stages = _stages.Plus(answer.Stages);
            BatchTilesSum += answer.BatchTiles;
            Increment(BatchTiles, (int)Math.Round(answer.BatchTiles));
        }
    }

    private static void Increment<T>(SortedDictionary<T, long> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
