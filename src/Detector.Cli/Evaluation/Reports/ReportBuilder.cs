using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Evaluation.Scoring;
using Detector.Cli.Evaluation.Versions;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>From scored pictures to figures.</summary>
/// <param name="results">All pictures, in order.</param>
/// <param name="plan">The versions.</param>
/// <param name="model">The model.</param>
/// <param name="options">How it is measured.</param>
internal sealed class ReportBuilder(
    IReadOnlyList<ScoredPicture> results, VersionPlan plan, ReportModel model, ReportOptions options)
{
    private const string Main = "main";

    private readonly ScoredSets _sets = new(results, new Thresholds(model.Inconclusive, model.LikelyManipulated));
    private readonly Bootstrap _bootstrap = new(options.Seed, options.Rounds);

    /// <summary>Measures all.</summary>
    public EvaluationReport Build()
    {
        var scored = _sets.In(plan.Main);
        var imageLevel = _sets.ImageLevel(plan.Main, _bootstrap, Main);
        var fakeSources = FakeSources();
        var fits = _sets.Fits(plan.Main);
        var pixels = PixelFigures.Of(fits, model.MapThreshold ?? 0, _bootstrap, "main/pixels");
        var sweeps = new SweepBuilder(_sets, plan, _bootstrap);
        var sweep = sweeps.Curves(new SweepPoint(Main, $"{plan.Main}", imageLevel, pixels), model.MapThreshold ?? 0);
        var grid = sweeps.Grid();
        var (reliability, tooFew) = new ReliabilityBuilder(_sets, plan, _bootstrap).Build();
        return new EvaluationReport
        {
            Model = model,
            Options = options,
            Counts = new ReportCounts(
                Count(PictureLabel.Real), Count(PictureLabel.Generated), Count(PictureLabel.Edited), fits.Count,
                results.Count - scored.Count),
            ImageLevel = imageLevel,
            FakeSources = fakeSources,
            RealSources = RealSources(),
            BelowChance = BelowChance(imageLevel, fakeSources, sweep, grid),
            PixelLevel = pixels,
            FalseAlarmArea = FalseAlarms(),
            ZeroPixelNull = new NullBuilder(_sets, plan.Main, _bootstrap, options.Seed).Build(imageLevel),
            Sharpness = sweeps.Sharpness(),
            Grid = grid,
            Sweep = sweep,
            Drops = sweeps.Drops(),
            Reliability = reliability,
            ReliabilityTooFew = tooFew,
            Pictures = [.. scored.Select(one => Line(one.Result.Picture, one.Version))],
            LeftOut = [.. results.SelectMany(result => result.LeftOut)],
        };

        int Count(PictureLabel label) => scored.Count(one => one.Result.Picture.Label == label);
    }

    private static List<BelowChance> BelowChance(
        Dictionary<string, ImageFigures> imageLevel, List<FakeSource> fakeSources, IReadOnlyList<SweepPoint> sweep,
        SoftnessGrid? grid)
    {
        var sets = imageLevel.Select(set => new BelowChance(set.Key, set.Value.Auc, set.Value.Positives))
            .Concat(fakeSources.Select(
                one => new BelowChance($"{one.Label}/{one.Source}", one.Figures.Auc, one.Figures.Positives)))
            .Concat(sweep.Where(point => point.Condition != Main).SelectMany(point => point.ImageLevel.Select(
                set => new BelowChance($"sweep/{point.Condition}/{set.Key}", set.Value.Auc, set.Value.Positives))));
        if (grid is not null)
        {
            sets = sets.Concat(grid.Cells.Select(cell => new BelowChance(
                $"grid/real {cell.Real}, {grid.Fakes} {cell.Fake}", cell.Auc, imageLevel[grid.Fakes].Positives)));
        }

        return [.. sets.Where(set => set.Auc.Value < 0.5)];
    }

    private List<FakeSource> FakeSources()
    {
        var sources = new List<FakeSource>();
        foreach (var (label, source) in results.Where(result => result.IsFake)
            .Select(result => (result.Picture.Label, result.Picture.Source)).Distinct().Order())
        {
            if (_sets.Against(plan.Main, picture => picture.Label == label && picture.Source == source) is { } set)
            {
                var name = ReportNames.Of(label);
                sources.Add(new FakeSource(name, source, ImageFigures.Of(set, _bootstrap, $"main/{name}/{source}")));
            }
        }

        return sources;
    }

    private List<RealSource> RealSources() =>
    [
        .. _sets.In(plan.Main).Where(one => !one.Result.IsFake).GroupBy(one => one.Result.Picture.Source)
            .OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => new RealSource(
                source.Key, source.Count(), Over(source, model.LikelyManipulated), Over(source, model.Inconclusive))),
    ];

    private static Figure Over(IEnumerable<SetMember> members, double threshold) =>
        Figure.Over(members.Select(one => one.Version.Score), threshold);

    private FalseAlarmArea? FalseAlarms()
    {
        var areas = _sets.In(plan.Main).Where(one => !one.Result.IsFake).Select(one => one.Version.Coverage).OfType<double>()
            .Order().ToList();
        return areas.Count == 0 ? null : new FalseAlarmArea(
            areas.Count, _bootstrap.Mean(areas, "main/areas"), Figure.Round(Figure.Quantile(areas, 0.95)));
    }

    private static ReportPicture Line(LabelledPicture picture, ScoredVersion version) => new(
        picture.Name, ReportNames.Of(picture.Label), picture.Source, version.Score, version.Logit, Rounded(version.Coverage),
        Rounded(version.Fit?.Auc), Rounded(version.Fit?.F1));

    private static double? Rounded(double? value) => value is { } number ? Figure.Round(number) : null;
}
