using Detector.Cli.Evaluation.Metrics;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>All pictures under one condition.</summary>
/// <param name="Condition">The step, such as jpeg:75; main for the pictures as everything else is measured on.</param>
/// <param name="Chain">What every picture went through.</param>
/// <param name="ImageLevel">As in the report.</param>
/// <param name="PixelLevel">As in the report.</param>
internal sealed record SweepPoint(
    string Condition, string Chain, IReadOnlyDictionary<string, ImageFigures> ImageLevel, PixelFigures? PixelLevel);

/// <summary>How far the AUC falls from one condition to another, the same pictures drawn for both.</summary>
/// <param name="Set">generated, edited or all_fakes.</param>
/// <param name="From">The easier condition.</param>
/// <param name="To">The harder condition.</param>
/// <param name="Drop">AUC under the first less AUC under the second.</param>
internal sealed record AucDrop(string Set, string From, string To, Figure Drop);

/// <summary>What sharpness alone tells, and how much the model follows it.</summary>
/// <param name="Fakes">Which fakes: generated where there are any, else all_fakes.</param>
/// <param name="Auc">AUC of sharpness as if it were a score: 0.5 is no cue.</param>
/// <param name="RankCorrelationOnReals">Spearman's, of score and sharpness on reals.</param>
internal sealed record SharpnessFigures(string Fakes, Figure Auc, Figure RankCorrelationOnReals);

/// <summary>One corner of the softness grid.</summary>
/// <param name="Real">native or down.</param>
/// <param name="Fake">native or down.</param>
/// <param name="Auc">AUC of these fakes against these reals.</param>
internal sealed record GridCell(string Real, string Fake, Figure Auc);

/// <summary>The grid: a model that takes softness for a trace fails in one corner.</summary>
/// <param name="Fakes">Which fakes: generated where there are any, else all_fakes.</param>
/// <param name="Factor">Of the down-scaled pictures.</param>
/// <param name="Cells">The four corners.</param>
/// <param name="SmallestAuc">The worst of them.</param>
internal sealed record SoftnessGrid(string Fakes, double Factor, IReadOnlyList<GridCell> Cells, double SmallestAuc);

/// <summary>What size, format, metadata and file size alone tell: the model has to do better.</summary>
/// <param name="Set">generated, edited or all_fakes.</param>
/// <param name="Auc">AUC of the zero-pixel logistic regression, on pictures that it was not fitted on.</param>
/// <param name="ModelAuc">The model's, on the same pictures.</param>
internal sealed record NullFigures(string Set, Figure Auc, Figure ModelAuc);
