using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Evaluation.Versions;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>Figures that compare versions of the pictures: the sweep, its drops, and the softness grid.</summary>
/// <param name="sets">The scored pictures.</param>
/// <param name="plan">The versions.</param>
/// <param name="bootstrap">Gives the intervals.</param>
internal sealed class SweepBuilder(ScoredSets sets, VersionPlan plan, Bootstrap bootstrap)
{
    private const string MainName = "main";
    private const string Native = "native";
    private const string Down = "down";

    private static readonly (string From, string To)[] Falls = [("jpeg:95", "jpeg:75"), (MainName, "resize:0.75")];

    private (string Name, Predicate<LabelledPicture> IsWanted) Fakes => sets.Against(plan.Main, ScoredSets.IsGenerated) is null
        ? (ScoredSets.AllFakes, _ => true)
        : (ScoredSets.Generated, ScoredSets.IsGenerated);

    /// <summary>The curves; empty where nobody asked.</summary>
    /// <param name="main">The pictures as everything else is measured on.</param>
    /// <param name="threshold">Of a map's cell.</param>
    public IReadOnlyList<SweepPoint> Curves(SweepPoint main, double threshold) => plan.Sweep.Count == 0 ? [] :
    [
        main,
        .. plan.Sweep.Select(swept => new SweepPoint(
            swept.Condition, $"{swept.Chain}", sets.ImageLevel(swept.Chain, bootstrap, swept.Condition),
            PixelFigures.Of(sets.Fits(swept.Chain), threshold, bootstrap, swept.Condition + "/pixels"))),
    ];

    /// <summary>The falls that robustness is judged by; empty where there is no sweep.</summary>
    public IReadOnlyList<AucDrop> Drops()
    {
        var chains = plan.Sweep.ToDictionary(swept => swept.Condition, swept => swept.Chain);
        chains[MainName] = plan.Main;
        return
        [
            .. from fall in Falls
               where plan.Sweep.Count > 0
               from set in ScoredSets.Comparisons
               let drop = Drop(chains[fall.From], chains[fall.To], set.IsWanted, $"{set.Name}/{fall.From}/{fall.To}")
               where drop is not null
               select new AucDrop(set.Name, fall.From, fall.To, drop),
        ];
    }

    /// <summary>What sharpness alone tells; null where no picture has it measured.</summary>
    public SharpnessFigures? Sharpness()
    {
        var (name, isWanted) = Fakes;
        var members = sets.In(plan.Main)
            .Where(one => one.Version.Sharpness is not null && (!one.Result.IsFake || isWanted(one.Result.Picture))).ToList();
        var reals = members.Where(one => !one.Result.IsFake).ToList();
        if (reals.Count == 0 || reals.Count == members.Count)
        {
            return null;
        }

        var set = sets.Rank(members, one => Figure.Round(one.Version.Sharpness!.Value));
        return new SharpnessFigures(
            name, bootstrap.Measures(set, "sharpness")[(int)Measure.Auc],
            bootstrap.Statistics(
                [Correlation(reals)], [[.. Enumerable.Range(0, reals.Count)]], reals.Count,
                times => [Correlation([.. reals.SelectMany((one, i) => Enumerable.Repeat(one, times[i]))])],
                "sharpness/rank")[0]);
    }

    /// <summary>The softness grid; null where nobody asked, or a corner has no pictures.</summary>
    public SoftnessGrid? Grid()
    {
        if (plan.Down is not { } down)
        {
            return null;
        }

        var (name, isWanted) = Fakes;
        var cells = new List<GridCell>();
        foreach (var (realName, realChain) in new[] { (Native, plan.Main), (Down, down) })
        {
            foreach (var (fakeName, fakeChain) in new[] { (Native, plan.Main), (Down, down) })
            {
                var set = sets.Against(
                    sets.In(fakeChain).Where(one => one.Result.IsFake && isWanted(one.Result.Picture)),
                    sets.In(realChain).Where(one => !one.Result.IsFake));
                if (set is null)
                {
                    return null;
                }

                var use = $"grid/{realName}/{fakeName}";
                cells.Add(new GridCell(realName, fakeName, bootstrap.Measures(set, use)[(int)Measure.Auc]));
            }
        }

        return new SoftnessGrid(name, VersionPlan.GridFactor, cells, cells.Min(cell => cell.Auc.Value));
    }

    private static double Correlation(IReadOnlyList<SetMember> members) => RankCorrelation.Of(
        [.. members.Select(one => one.Version.Logit)], [.. members.Select(one => one.Version.Sharpness!.Value)]);

    /// <summary>Only pictures that were scored in both versions count.</summary>
    private Figure? Drop(VersionChain from, VersionChain to, Predicate<LabelledPicture> isWanted, string use)
    {
        var both = sets.In(from).Select(one => one.Number).Intersect(sets.In(to).Select(one => one.Number)).ToHashSet();
        if (Set(from) is not { } easier || Set(to) is not { } harder)
        {
            return null;
        }

        return bootstrap.Statistics(
            Fall([.. Enumerable.Repeat(1, easier.PictureLimit)]), [easier.Fakes, easier.Reals], easier.PictureLimit, Fall,
            $"drop/{use}")[0];

        double[] Fall(int[] times) =>
            [easier.Take(times)[(int)Measure.Auc] - harder.Take(times)[(int)Measure.Auc]];

        RankedSet? Set(VersionChain chain)
        {
            var members = sets.In(chain).Where(one => both.Contains(one.Number)).ToList();
            return sets.Against(
                members.Where(one => one.Result.IsFake && isWanted(one.Result.Picture)),
                members.Where(one => !one.Result.IsFake));
        }
    }
}
