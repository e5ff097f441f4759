using Detector.Calibration;
using Detector.ModelPackages;

namespace Detector.Heatmaps;

/// <summary>From which probability on a cell of one image's map counts as found.</summary>
public static class MapThreshold
{
    /// <summary>Logits are kept within this of 0: beyond it no map says more.</summary>
    private const double Range = 6;

    private const int Bins = 256;

    private const double BinWidth = 2 * Range / Bins;

    /// <summary>
    /// The manifest's threshold, moved towards the map's own in logits: (1 - w) logit(threshold) + w Otsu, where w is
    /// <see cref="RegionsSpec.OtsuWeight"/>. A whole map lies higher or lower than others by what was done to the image after
    /// the edit (compression, scaling); Otsu's threshold (IEEE Trans. SMC 9(1), 1979: the one with the largest variance
    /// between the two classes that it makes) moves with it. Alone it would cut every map in two, those of untouched images too.
    /// </summary>
    /// <param name="grid">The map. Cells that the model did not see have no say.</param>
    /// <param name="regions">The manifest's threshold and weight.</param>
    /// <returns>Probability, 0 to 1. The manifest's own where the weight is 0 or the map is flat.</returns>
    public static double Of(HeatGrid grid, RegionsSpec regions)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(regions);
        if (regions.OtsuWeight <= 0 || Otsu(Histogram(grid)) is not { } own)
        {
            return regions.Threshold;
        }

        var fixedLogit = LogOdds.FromProbability(regions.Threshold);
        return LogOdds.ToProbability(fixedLogit + (regions.OtsuWeight * (own - fixedLogit)));
    }

    private static int[] Histogram(HeatGrid grid)
    {
        var counts = new int[Bins];
        for (var i = 0; i < grid.Values.Length; i++)
        {
            if (grid.Sees(i))
            {
                var logit = LogOdds.FromProbability(grid.Values[i]);
                counts[Math.Clamp((int)((logit + Range) / BinWidth), 0, Bins - 1)]++;
            }
        }

        return counts;
    }

    /// <summary>The logit between the two classes; null where all cells lie in one bin.</summary>
    private static double? Otsu(int[] counts)
    {
        var (cells, sum) = (0L, 0L);
        for (var bin = 0; bin < Bins; bin++)
        {
            cells += counts[bin];
            sum += (long)bin * counts[bin];
        }

        var (below, belowSum, best, cut) = (0L, 0L, 0.0, -1);
        for (var bin = 0; bin < Bins - 1; bin++)
        {
            below += counts[bin];
            belowSum += (long)bin * counts[bin];
            var above = cells - below;
            if (below > 0 && above > 0)
            {
                var apart = (belowSum / (double)below) - ((sum - belowSum) / (double)above);
                var between = below * (double)above * apart * apart;
                (best, cut) = between > best ? (between, bin) : (best, cut);
            }
        }

        return cut < 0 ? null : ((cut + 1) * BinWidth) - Range;
    }
}
