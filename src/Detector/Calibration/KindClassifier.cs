using Detector.Heatmaps;
using Detector.ModelPackages;

namespace Detector.Calibration;

/// <summary>Tells whole-frame generation from local edits. Thread-safe.</summary>
/// <param name="kinds">The manifest's kinds.</param>
public sealed class KindClassifier(KindsSpec kinds)
{
    /// <summary>
    /// Splits the probability of manipulated between the two kinds. map_coverage: P(fully generated | manipulated) =
    /// sigmoid(slope * (coverage - midpoint)), where coverage is the share of the seen map cells at or over the cell
    /// threshold. fixed: all of it goes to the one kind that the model knows.
    /// </summary>
    /// <param name="probability">Calibrated probability of manipulated, 0 to 1.</param>
    /// <param name="verdict">The verdict on it.</param>
    /// <param name="grid">The map; null for a model without one.</param>
    /// <exception cref="ArgumentException">The method is map_coverage and there is no map.</exception>
    public KindResult Classify(double probability, Verdict verdict, HeatGrid? grid)
    {
        var share = FullyGeneratedShare(grid);
        var fully = probability * share;
        var locally = probability - fully;
        var kind = verdict == Verdict.NoEvidence
            ? ManipulationKind.None
            : share >= 0.5 ? ManipulationKind.FullyGenerated : ManipulationKind.LocallyEdited;
        var mapMeaningful = grid is not null && kind != ManipulationKind.FullyGenerated;
        return new KindResult(kind, fully, locally, 1 - probability, mapMeaningful);
    }

    /// <summary>P(fully generated | manipulated).</summary>
    private double FullyGeneratedShare(HeatGrid? grid)
    {
        if (kinds.Method == KindsMethod.Fixed)
        {
            return kinds.Kind switch
            {
                ManipulationKind.FullyGenerated => 1,
                ManipulationKind.LocallyEdited => 0,
                _ => throw new InvalidOperationException(
                    $"kinds.kind is {kinds.Kind}; the method fixed needs fully_generated or locally_edited."),
            };
        }

        if (grid is null)
        {
            throw new ArgumentException(
                "kinds.method map_coverage needs a map; name one in outputs.map or use the method fixed.",
                nameof(grid));
        }

        return LogOdds.ToProbability(kinds.Slope * (grid.Coverage(kinds.CellThreshold) - kinds.Midpoint));
    }
}
