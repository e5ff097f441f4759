using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Metrics;
using Detector.Cli.Evaluation.Scoring;
using Detector.Cli.Evaluation.Versions;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>The zero-pixel null: logistic regression on what is known of the file that the model gets, without its
/// pixels.</summary>
/// <param name="sets">The scored pictures.</param>
/// <param name="chain">The version that everything is measured on.</param>
/// <param name="bootstrap">Gives the intervals.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class NullBuilder(ScoredSets sets, VersionChain chain, Bootstrap bootstrap, int seed)
{
    /// <summary>Measures the comparisons that have enough pictures of each class.</summary>
    /// <param name="imageLevel">The model's figures.</param>
    public IReadOnlyList<NullFigures> Build(IReadOnlyDictionary<string, ImageFigures> imageLevel) =>
    [
        .. from set in ScoredSets.Comparisons
           let auc = Auc(set.Name, set.IsWanted)
           where auc is not null
           select new NullFigures(set.Name, auc, imageLevel[set.Name].Auc),
    ];

    private Figure? Auc(string name, Predicate<LabelledPicture> isWanted)
    {
        var members = sets.In(chain).Where(one => !one.Result.IsFake || isWanted(one.Result.Picture)).ToList();
        string[] formats = [.. members.Select(one => one.Version.Traits.Format).Distinct().Order(StringComparer.Ordinal)];
        return CrossValidatedAuc.Of(
            [.. members.Select(one => Row(one.Version.Traits, formats))], [.. members.Select(one => one.Result.IsFake)],
            seed, bootstrap, $"null/{name}");
    }

    /// <summary>Sizes by their logarithms, so that a doubling counts the same anywhere.</summary>
    private static double[] Row(FileTraits traits, string[] formats)
    {
        var pixels = (double)traits.Width * traits.Height;
        return
        [
            Math.Log(traits.Width), Math.Log(traits.Height), Math.Log((double)traits.Width / traits.Height), pixels / 1e6,
            Math.Log(traits.Bytes), Math.Log(traits.Bytes / pixels), traits.HasMetadata ? 1 : 0,
            .. formats.Select(format => format == traits.Format ? 1.0 : 0),
        ];
    }
}
