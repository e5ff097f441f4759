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
    private readonly ScoredSets _sets = new(results, new Thresholds(model.Inconclusive, model.LikelyManipulated));
    private readonly Bootstrap _bootstrap = new(options.Seed, options.Rounds);

    /// <summary>Measures all.</summary>
    public EvaluationReport Build()
    {
        var scored = _sets.In(plan.Main);
        var imageLevel = ImageLevel(plan.Main, "main");
        var fakeSources = FakeSources();
        var fits = scored.Select(one => one.Version.Fit).OfType<CellFit>().ToList();
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
            BelowChance = [.. imageLevel.Select(set => new BelowChance(set.Key, set.Value.Auc, set.Value.Positives))
                .Concat(fakeSources.Select(
                    source => new BelowChance($"{source.Label}/{source.Source}", source.Figures.Auc, source.Figures.Positives)))
                .Where(set => set.Auc.Value < 0.5)],
            PixelLevel = PixelFigures.Of(fits, model.MapThreshold ?? 0, _bootstrap, "main/pixels"),
            FalseAlarmArea = FalseAlarms(),
            Pictures = [.. scored.Select(one => Line(one.Result.Picture, one.Version))],
            LeftOut = [.. results.SelectMany(result => result.LeftOut)],
        };

        int Count(PictureLabel label) => scored.Count(one => one.Result.Picture.Label == label);
    }

    private Dictionary<string, ImageFigures> ImageLevel(VersionChain chain, string use)
    {
        var figures = new Dictionary<string, ImageFigures>();
        Add("generated", picture => picture.Label == PictureLabel.Generated);
        Add("edited", picture => picture.Label == PictureLabel.Edited);
        Add("all_fakes", _ => true);
        return figures;

        void Add(string name, Predicate<LabelledPicture> isWanted)
        {
            if (_sets.Against(chain, isWanted) is { } set)
            {
                figures.Add(name, ImageFigures.Of(set, _bootstrap, $"{use}/{name}"));
            }
        }
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

    private static Figure Over(IEnumerable<SetMember> members, double threshold) => Figure.Proportion(
        members.Count(one => one.Version.Score >= threshold), members.Count());

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
