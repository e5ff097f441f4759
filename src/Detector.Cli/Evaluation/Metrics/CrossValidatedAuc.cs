namespace Detector.Cli.Evaluation.Metrics;

/// <summary>
/// AUC of a logistic regression on rows that it was not fitted on: five folds with as many of each class, five times
/// over. Pairs are compared within a fold only: logits of different fits have no common scale, and pooling them leans
/// under 0.5 where there is nothing to find (Airola et al. 2011).
/// </summary>
internal static class CrossValidatedAuc
{
    /// <summary>Folds; each class needs as many rows.</summary>
    public const int Folds = 5;

    private const int Repeats = 5;

    /// <summary>Measures; null where a class has fewer rows than there are folds.</summary>
    /// <param name="rows">As many numbers each.</param>
    /// <param name="labels">One per row: whether it is a fake.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="bootstrap">Gives the interval; the fits stay as they are.</param>
    /// <param name="use">What it is for.</param>
    public static Figure? Of(
        IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels, int seed, Bootstrap bootstrap, string use)
    {
        int[] fakes = [.. Enumerable.Range(0, rows.Count).Where(i => labels[i])];
        int[] reals = [.. Enumerable.Range(0, rows.Count).Where(i => !labels[i])];
        if (Math.Min(fakes.Length, reals.Length) < Folds)
        {
            return null;
        }

        var random = SplitMix.For(seed, use + "/folds");
        var held = new List<RankedSet>();
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            random.Shuffle(fakes);
            random.Shuffle(reals);
            held.AddRange(Enumerable.Range(0, Folds).Select(fold => Held(rows, labels, Part(fakes, fold), Part(reals, fold))));
        }

        return bootstrap.Statistics(
            [Mean(held, [.. Enumerable.Repeat(1, rows.Count)])], [fakes, reals], rows.Count,
            times => [Mean(held, times)], use)[0];
    }

    private static HashSet<int> Part(int[] order, int fold) => [.. order.Where((_, i) => i % Folds == fold)];

    private static RankedSet Held(
        IReadOnlyList<double[]> rows, IReadOnlyList<bool> labels, HashSet<int> fakes, HashSet<int> reals)
    {
        int[] rest = [.. Enumerable.Range(0, rows.Count).Where(i => !fakes.Contains(i) && !reals.Contains(i))];
        var fit = LogisticFit.Of([.. rest.Select(i => rows[i])], [.. rest.Select(i => labels[i])]);
        return new RankedSet(
            fakes.Concat(reals).Select(i => new Observation(Figure.Round(fit.Logit(rows[i])), 0, labels[i], i)),
            new Thresholds(1, 1));
    }

    /// <summary>Every pair counts the same.</summary>
    private static double Mean(List<RankedSet> held, int[] times)
    {
        var (sum, all) = (0.0, 0.0);
        foreach (var fold in held)
        {
            var pairs = (double)fold.Fakes.Sum(i => times[i]) * fold.Reals.Sum(i => times[i]);
            sum += pairs > 0 ? pairs * fold.Take(times)[(int)Measure.Auc] : 0;
            all += pairs;
        }

        return all > 0 ? sum / all : 0.5;
    }
}
