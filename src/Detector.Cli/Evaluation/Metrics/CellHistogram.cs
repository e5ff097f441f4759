using Detector.Calibration;

namespace Detector.Cli.Evaluation.Metrics;

/// <summary>
/// How often the cells of a map have each probability, edited and untouched ones apart, in steps of log-odds: enough
/// for pooled figures, and small however large the pictures are.
/// </summary>
internal sealed class CellHistogram
{
    /// <summary>Steps between the ends.</summary>
    public const int Steps = 512;

    private const double Reach = 10;

    /// <summary>Edited cells per step.</summary>
    public int[] Edited { get; } = new int[Steps];

    /// <summary>Untouched cells per step.</summary>
    public int[] Untouched { get; } = new int[Steps];

    /// <summary>Counts one cell.</summary>
    /// <param name="probability">Of manipulated, 0 to 1.</param>
    /// <param name="edited">What the mask says.</param>
    public void Add(double probability, bool edited) => (edited ? Edited : Untouched)[StepOf(probability)]++;

    /// <summary>The step that a probability lies in.</summary>
    /// <param name="probability">0 to 1.</param>
    public static int StepOf(double probability) => Math.Clamp(
        (int)((LogOdds.FromProbability(probability) + Reach) / (2 * Reach) * Steps), 0, Steps - 1);

    /// <summary>The smallest probability of a step.</summary>
    /// <param name="step">0 to below <see cref="Steps"/>.</param>
    public static double LowerEnd(int step) => LogOdds.ToProbability(((double)step / Steps * 2 * Reach) - Reach);

    /// <summary>F1 of the cells from a step on.</summary>
    /// <param name="step">The first step that counts as found.</param>
    public double F1From(int step)
    {
        var (hits, alarms) = ((double)Edited.Skip(step).Sum(), (double)Untouched.Skip(step).Sum());
        return 2 * hits / (hits + alarms + Edited.Sum());
    }

    /// <summary>AUC of the cells of several pictures together, ties within a step counted half.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="times">How often each counts.</param>
    /// <returns>NaN where one of the classes has no cell.</returns>
    public static double PooledAuc(IReadOnlyList<CellHistogram> pictures, IReadOnlyList<int> times)
    {
        var (edited, untouched) = (new double[Steps], new double[Steps]);
        for (var i = 0; i < pictures.Count; i++)
        {
            for (var step = 0; times[i] > 0 && step < Steps; step++)
            {
                edited[step] += times[i] * (double)pictures[i].Edited[step];
                untouched[step] += times[i] * (double)pictures[i].Untouched[step];
            }
        }

        var (below, pairs) = (0.0, 0.0);
        for (var step = 0; step < Steps; step++)
        {
            pairs += edited[step] * (below + (untouched[step] / 2));
            below += untouched[step];
        }

        return pairs / (edited.Sum() * below);
    }
}
