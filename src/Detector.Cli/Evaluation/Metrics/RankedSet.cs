namespace Detector.Cli.Evaluation.Metrics;

/// <summary>
/// Pictures ranked once, so that all measures can be taken again in one pass for every draw of the bootstrap: a draw
/// says how often each picture counts.
/// </summary>
internal sealed class RankedSet
{
    /// <summary>Bins of the calibration error.</summary>
    public const int Bins = 10;

    /// <summary>How many measures there are.</summary>
    public static readonly int Measures = Enum.GetValues<Measure>().Length;

    private const double Margin = 1e-6;

    /// <summary>For products such as 0.05 x 60, which must not come out just under 3.</summary>
    private const double Slack = 1e-9;

    private readonly Observation[] _ranked;
    private readonly Thresholds _thresholds;

    /// <summary>Ranks.</summary>
    /// <param name="observations">At least one fake and one real.</param>
    /// <param name="thresholds">The model's.</param>
    /// <exception cref="ArgumentException">One of the classes is missing.</exception>
    public RankedSet(IEnumerable<Observation> observations, Thresholds thresholds)
    {
        _ranked = [.. observations.OrderByDescending(one => one.Logit)];
        _thresholds = thresholds;
        Fakes = [.. Pictures(isFake: true)];
        Reals = [.. Pictures(isFake: false)];
        if (Fakes.Count == 0 || Reals.Count == 0)
        {
            throw new ArgumentException(
                $"There are {Fakes.Count} fakes and {Reals.Count} reals; at least one of each is needed.", nameof(observations));
        }
    }

    /// <summary>The fakes' pictures, each once.</summary>
    public IReadOnlyList<int> Fakes { get; }

    /// <summary>The reals' pictures, each once.</summary>
    public IReadOnlyList<int> Reals { get; }

    /// <summary>From the highest to the lowest logit.</summary>
    public IReadOnlyList<Observation> Ranked => _ranked;

    /// <summary>Share of the reals at or over likely_manipulated, with Wilson's interval.</summary>
    public Figure FalseAlarms =>
        Figure.Over(_ranked.Where(one => !one.IsFake).Select(one => one.Score), _thresholds.LikelyManipulated);

    /// <summary>One past the largest number of a picture.</summary>
    public int PictureLimit => _ranked.Max(one => one.Picture) + 1;

    /// <summary>Takes all measures with every picture counted once.</summary>
    public double[] Take() => Take([.. Enumerable.Repeat(1, PictureLimit)]);

    /// <summary>Takes all measures.</summary>
    /// <param name="times">How often each picture counts, by its number.</param>
    /// <returns>Indexed by <see cref="Measure"/>.</returns>
    public double[] Take(ReadOnlySpan<int> times)
    {
        var (fakes, reals) = Totals(times);
        var result = new double[Measures];
        Rank(times, fakes, reals, result);
        Judge(times, fakes, reals, result);
        return result;
    }

    /// <summary>The ROC curve: false and true positive rates, from (0, 0) to (1, 1), a point per distinct
    /// score.</summary>
    public IReadOnlyList<(double FalsePositives, double TruePositives)> Roc()
    {
        var points = new List<(double, double)> { (0, 0) };
        var (fakes, reals) = (_ranked.Count(one => one.IsFake), _ranked.Count(one => !one.IsFake));
        var (found, alarms) = (0, 0);
        for (var i = 0; i < _ranked.Length; i++)
        {
            found += _ranked[i].IsFake ? 1 : 0;
            alarms += _ranked[i].IsFake ? 0 : 1;
            if (i + 1 == _ranked.Length || _ranked[i + 1].Logit != _ranked[i].Logit)
            {
                points.Add(((double)alarms / reals, (double)found / fakes));
            }
        }

        return points;
    }

    private IEnumerable<int> Pictures(bool isFake) =>
        _ranked.Where(one => one.IsFake == isFake).Select(one => one.Picture).Distinct().Order();

    private (double Fakes, double Reals) Totals(ReadOnlySpan<int> times)
    {
        var (fakes, all) = (0.0, 0.0);
        foreach (var one in _ranked)
        {
            fakes += one.IsFake ? times[one.Picture] : 0;
            all += times[one.Picture];
        }

        return (fakes, all - fakes);
    }

    /// <summary>The measures that only the order decides, one group of equal logits after the other.</summary>
    private void Rank(ReadOnlySpan<int> times, double fakes, double reals, double[] result)
    {
        var (found, alarms, pairs, precision, at1, at5) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var start = 0; start < _ranked.Length;)
        {
            var (tiedFakes, tiedReals, end) = (0.0, 0.0, start);
            for (; end < _ranked.Length && _ranked[end].Logit == _ranked[start].Logit; end++)
            {
                tiedFakes += _ranked[end].IsFake ? times[_ranked[end].Picture] : 0;
                tiedReals += _ranked[end].IsFake ? 0 : times[_ranked[end].Picture];
            }

            start = end;
            pairs += tiedFakes * (reals - alarms - (tiedReals / 2));
            (found, alarms) = (found + tiedFakes, alarms + tiedReals);
            precision += tiedFakes > 0 ? tiedFakes / fakes * found / (found + alarms) : 0;
            at1 = alarms <= (0.01 * reals) + Slack ? found / fakes : at1;
            at5 = alarms <= (0.05 * reals) + Slack ? found / fakes : at5;
        }

        result[(int)Measure.Auc] = pairs / (fakes * reals);
        result[(int)Measure.AveragePrecision] = precision;
        result[(int)Measure.TprAt1Fpr] = at1;
        result[(int)Measure.TprAt5Fpr] = at5;
    }

    /// <summary>The measures of the calibrated score.</summary>
    private void Judge(ReadOnlySpan<int> times, double fakes, double reals, double[] result)
    {
        Span<double> gaps = stackalloc double[Bins];
        gaps.Clear();
        var (found, maybe, alarms, loss) = (0.0, 0.0, 0.0, 0.0);
        foreach (var one in _ranked)
        {
            var count = times[one.Picture];
            var weight = count / (2 * (one.IsFake ? fakes : reals));
            var p = Math.Clamp(one.Score, Margin, 1 - Margin);
            gaps[Bin(one.Score)] += weight * (one.Score - (one.IsFake ? 1 : 0));
            loss -= weight * Math.Log(one.IsFake ? p : 1 - p);
            var likely = one.Score >= _thresholds.LikelyManipulated ? count : 0;
            found += one.IsFake ? likely : 0;
            alarms += one.IsFake ? 0 : likely;
            maybe += one.IsFake && one.Score >= _thresholds.Inconclusive ? count : 0;
        }

        foreach (var gap in gaps)
        {
            result[(int)Measure.Ece] += Math.Abs(gap);
        }

        result[(int)Measure.Nll] = loss;
        result[(int)Measure.Found] = found / fakes;
        result[(int)Measure.FoundOrInconclusive] = maybe / fakes;
        result[(int)Measure.BalancedAccuracy] = ((found / fakes) + 1 - (alarms / reals)) / 2;
    }

    /// <summary>The bin of a score.</summary>
    /// <param name="score">0 to 1; 1 lies in the last bin.</param>
    public static int Bin(double score) => Math.Clamp((int)(score * Bins), 0, Bins - 1);
}
