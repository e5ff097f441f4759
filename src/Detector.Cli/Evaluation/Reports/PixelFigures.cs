using Detector.Cli.Evaluation.Metrics;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>How well maps find what masks mark, cell by cell, over edited pictures with a mask.</summary>
internal sealed record PixelFigures
{
    /// <summary>Edited pictures with a mask.</summary>
    public required int Pictures { get; init; }

    /// <summary>Mean share of their cells that is edited.</summary>
    public required double EditedShare { get; init; }

    /// <summary>The manifest's threshold for a cell, before it moves towards the map's own.</summary>
    public required double Threshold { get; init; }

    /// <summary>Mean over the pictures of the AUC of their cells; null where no picture has both kinds of
    /// cells.</summary>
    public Figure? MeanAuc { get; init; }

    /// <summary>AUC of the cells of all pictures together, in 512 steps of log-odds.</summary>
    public required Figure PooledAuc { get; init; }

    /// <summary>Mean over the pictures of F1 at the threshold that regions are cut with.</summary>
    public required Figure F1 { get; init; }

    /// <summary>Mean over the pictures of the intersection over union at that threshold.</summary>
    public required Figure Iou { get; init; }

    /// <summary>Mean over the pictures of F1 at the threshold that is best for each.</summary>
    public required Figure BestF1 { get; init; }

    /// <summary>The one threshold that is best for all pictures together, chosen on these very pictures.</summary>
    public required double BestCommonThreshold { get; init; }

    /// <summary>Mean F1 at that threshold.</summary>
    public required double BestCommonF1 { get; init; }

    /// <summary>Measures.</summary>
    /// <param name="fits">The edited pictures.</param>
    /// <param name="threshold">The manifest's.</param>
    /// <param name="bootstrap">Gives the intervals.</param>
    /// <param name="use">Names the set.</param>
    public static PixelFigures? Of(IReadOnlyList<CellFit> fits, double threshold, Bootstrap bootstrap, string use)
    {
        if (fits.Count == 0)
        {
            return null;
        }

        var cells = fits.Select(fit => fit.Cells).ToList();
        double[] aucs = [.. fits.Select(fit => fit.Auc).OfType<double>()];
        var common = Enumerable.Range(0, CellHistogram.Steps)
            .Select(step => (Step: step, F1: cells.Average(cell => cell.F1From(step)))).MaxBy(one => one.F1);
        var pooled = CellHistogram.PooledAuc(cells, [.. cells.Select(_ => 1)]);
        return new PixelFigures
        {
            Pictures = fits.Count,
            EditedShare = Figure.Round(fits.Average(fit => fit.EditedShare)),
            Threshold = threshold,
            MeanAuc = aucs.Length == 0 ? null : bootstrap.Mean(aucs, use + "/auc"),
            PooledAuc = bootstrap.Statistics(
                [pooled], [[.. Enumerable.Range(0, cells.Count)]], cells.Count,
                times => [CellHistogram.PooledAuc(cells, times)], use + "/pooled")[0],
            F1 = bootstrap.Mean([.. fits.Select(fit => fit.F1)], use + "/f1"),
            Iou = bootstrap.Mean([.. fits.Select(fit => fit.IoU)], use + "/iou"),
            BestF1 = bootstrap.Mean([.. fits.Select(fit => fit.BestF1)], use + "/best"),
            BestCommonThreshold = Figure.Round(CellHistogram.LowerEnd(common.Step)),
            BestCommonF1 = Figure.Round(common.F1),
        };
    }
}

/// <summary>What maps show on reals, where nothing is to be found.</summary>
/// <param name="Images">Reals.</param>
/// <param name="MeanArea">Mean share of the cells over the threshold that regions are cut with.</param>
/// <param name="Worst5Area">The share that the worst twentieth of the reals reaches.</param>
internal sealed record FalseAlarmArea(int Images, Figure MeanArea, double Worst5Area);
