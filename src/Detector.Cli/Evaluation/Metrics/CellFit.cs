namespace Detector.Cli.Evaluation.Metrics;

/// <summary>How well the map of one edited picture fits its mask, cell by cell.</summary>
/// <param name="Auc">Area under the ROC curve of the cells; null where all or none are edited.</param>
/// <param name="BestF1">F1 at the threshold that is best for this picture: an upper bound that nobody reaches without
/// the mask.</param>
/// <param name="F1">F1 at the threshold that regions are cut with; 0 where nothing is found.</param>
/// <param name="IoU">Intersection over union at that threshold.</param>
/// <param name="EditedShare">Share of the cells that are edited.</param>
/// <param name="Cells">For pooled figures.</param>
internal sealed record CellFit(
    double? Auc, double BestF1, double F1, double IoU, double EditedShare, CellHistogram Cells)
{
    /// <summary>Compares.</summary>
    /// <param name="values">Probabilities per cell, 0 to 1.</param>
    /// <param name="edited">What the mask says, as many; at least one is edited.</param>
    /// <param name="threshold">From here on a cell counts as found.</param>
    public static CellFit Of(ReadOnlySpan<float> values, ReadOnlySpan<bool> edited, double threshold)
    {
        var order = new int[values.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var keys = values.ToArray();
        Array.Sort(keys, order);
        Array.Reverse(keys);
        Array.Reverse(order);
        var positives = edited.Count(true);
        var negatives = edited.Length - positives;
        var (found, alarms, pairs, best, fixedFound, fixedAlarms) = (0, 0, 0.0, 0.0, 0, 0);
        var cells = new CellHistogram();
        for (var start = 0; start < keys.Length;)
        {
            var (tiedFound, tiedAlarms, end) = (0, 0, start);
            for (; end < keys.Length && keys[end] == keys[start]; end++)
            {
                var isEdited = edited[order[end]];
                tiedFound += isEdited ? 1 : 0;
                tiedAlarms += isEdited ? 0 : 1;
                cells.Add(keys[end], isEdited);
            }

            pairs += tiedFound * (negatives - alarms - (tiedAlarms / 2.0));
            (found, alarms) = (found + tiedFound, alarms + tiedAlarms);
            best = Math.Max(best, 2.0 * found / (found + alarms + positives));
            (fixedFound, fixedAlarms) = keys[start] >= threshold ? (found, alarms) : (fixedFound, fixedAlarms);
            start = end;
        }

        return new CellFit(
            positives > 0 && negatives > 0 ? pairs / ((double)positives * negatives) : null, best,
            2.0 * fixedFound / Math.Max(1, fixedFound + fixedAlarms + positives),
            (double)fixedFound / Math.Max(1, fixedAlarms + positives), (double)positives / edited.Length, cells);
    }
}
