namespace Detector.Benchmarks;

/// <summary>Adds up the stage timings of many analyses. One thread at a time.</summary>
internal sealed class StageTotals
{
    private StageTimings _sum;

    /// <summary>Analyses added.</summary>
    public int Count { get; private set; }

    public void Add(StageTimings timings)
    {
        _sum = new StageTimings(
            _sum.Decode + timings.Decode, _sum.Preprocess + timings.Preprocess, _sum.Queue + timings.Queue,
            _sum.Inference + timings.Inference, _sum.Postprocess + timings.Postprocess, _sum.Total + timings.Total);
        Count++;
    }

    /// <summary>
    /// Share of decoding, framing and tensor writing in the whole time, 0 to 1. Holds for images analysed one after the
    /// other only: there nothing but tensor writing makes an image wait in the queue.
    /// </summary>
    public double PreparationShare => (_sum.Decode + _sum.Preprocess + _sum.Queue) / _sum.Total;

    /// <summary>Milliseconds per image of each stage.</summary>
    public IReadOnlyDictionary<string, double> MeanMilliseconds() => new Dictionary<string, double>
    {
        ["decode"] = Mean(_sum.Decode),
        ["preprocess"] = Mean(_sum.Preprocess),
        ["queue"] = Mean(_sum.Queue),
        ["inference"] = Mean(_sum.Inference),
        ["postprocess"] = Mean(_sum.Postprocess),
        ["total"] = Mean(_sum.Total),
    };

    /// <summary>Share of each stage in the whole time, for people.</summary>
    public override string ToString()
    {
        var shares = MeanMilliseconds().SkipLast(1).Select(stage => $"{stage.Key} {stage.Value / Mean(_sum.Total):P1}");
        return string.Join(", ", shares);
    }

    private double Mean(TimeSpan sum) => Math.Round(sum.TotalMilliseconds / Count, 3);
}
