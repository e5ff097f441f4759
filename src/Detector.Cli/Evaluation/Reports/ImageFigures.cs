using System.Text.Json.Serialization;
using Detector.Cli.Evaluation.Metrics;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>How well fakes are told from reals. <see cref="Measure"/> says what each figure is.</summary>
internal sealed record ImageFigures
{
    /// <summary>Fakes.</summary>
    public required int Positives { get; init; }

    /// <summary>Reals.</summary>
    public required int Negatives { get; init; }

    /// <summary>Area under the ROC curve.</summary>
    public required Figure Auc { get; init; }

    /// <summary>Average precision, at this mix of fakes and reals.</summary>
    public required Figure AveragePrecision { get; init; }

    /// <summary>Balanced accuracy at likely_manipulated.</summary>
    public required Figure BalancedAccuracy { get; init; }

    /// <summary>Found share at 1 % false positives.</summary>
    [JsonPropertyName("tpr_at_1_fpr")]
    public required Figure TprAt1Fpr { get; init; }

    /// <summary>Found share at 5 % false positives.</summary>
    [JsonPropertyName("tpr_at_5_fpr")]
    public required Figure TprAt5Fpr { get; init; }

    /// <summary>Expected calibration error.</summary>
    public required Figure Ece { get; init; }

    /// <summary>What the calibration error would be on so few pictures if the scores were right.</summary>
    public required double EceIfCalibrated { get; init; }

    /// <summary>Mean negative log likelihood, nats.</summary>
    public required Figure Nll { get; init; }

    /// <summary>Share of the fakes at or over likely_manipulated.</summary>
    public required Figure Found { get; init; }

    /// <summary>Share of the fakes at or over inconclusive.</summary>
    public required Figure FoundOrInconclusive { get; init; }

    /// <summary>Share of the reals at or over likely_manipulated, with Wilson's interval.</summary>
    public required Figure FalseAlarms { get; init; }

    /// <summary>Measures a set.</summary>
    /// <param name="set">The pictures.</param>
    /// <param name="bootstrap">Gives the intervals.</param>
    /// <param name="use">Names the set: it has random numbers of its own.</param>
    public static ImageFigures Of(RankedSet set, Bootstrap bootstrap, string use)
    {
        var figures = bootstrap.Measures(set, use);
        return new ImageFigures
        {
            Positives = set.Fakes.Count,
            Negatives = set.Reals.Count,
            Auc = figures[(int)Measure.Auc],
            AveragePrecision = figures[(int)Measure.AveragePrecision],
            BalancedAccuracy = figures[(int)Measure.BalancedAccuracy],
            TprAt1Fpr = figures[(int)Measure.TprAt1Fpr],
            TprAt5Fpr = figures[(int)Measure.TprAt5Fpr],
            Ece = figures[(int)Measure.Ece],
            EceIfCalibrated = bootstrap.EceIfCalibrated(set, use),
            Nll = figures[(int)Measure.Nll],
            Found = figures[(int)Measure.Found],
            FoundOrInconclusive = figures[(int)Measure.FoundOrInconclusive],
            FalseAlarms = set.FalseAlarms,
        };
    }
}

/// <summary>The fakes of one source against all reals.</summary>
/// <param name="Label">generated or edited.</param>
/// <param name="Source">The source.</param>
/// <param name="Figures">The figures.</param>
internal sealed record FakeSource(string Label, string Source, ImageFigures Figures);

/// <summary>The reals of one source: the share that the model's thresholds let alarm, with Wilson intervals.</summary>
/// <param name="Source">The source.</param>
/// <param name="Images">How many.</param>
/// <param name="LikelyManipulated">Share at or over likely_manipulated.</param>
/// <param name="Inconclusive">Share at or over inconclusive.</param>
internal sealed record RealSource(string Source, int Images, Figure LikelyManipulated, Figure Inconclusive);

/// <summary>A set of fakes that the model takes for real more often than reals.</summary>
/// <param name="Subset">Names it.</param>
/// <param name="Auc">Under 0.5.</param>
/// <param name="Positives">Fakes in it.</param>
internal sealed record BelowChance(string Subset, Figure Auc, int Positives);
