namespace Detector.Cli.Evaluation.Metrics;

/// <summary>What is measured on ranked pictures, as an index into the results.</summary>
internal enum Measure
{
    /// <summary>Area under the ROC curve: the share of pairs of a fake and a real one that are ranked right, ties
    /// counted half (Mann and Whitney 1947; Hanley and McNeil 1982).</summary>
    Auc,

    /// <summary>Average precision: the sum over the distinct scores, falling, of the gain in recall times the precision
    /// there, without interpolation; ties enter together.</summary>
    AveragePrecision,

    /// <summary>Mean of the found share of fakes and the passed share of reals at likely_manipulated.</summary>
    BalancedAccuracy,

    /// <summary>Largest share of fakes over a threshold that at most 1 % of the reals reach; a fake tied with the first
    /// real too many is not found. With fewer than 100 reals no real may reach it.</summary>
    TprAt1Fpr,

    /// <summary>The same at 5 %.</summary>
    TprAt5Fpr,

    /// <summary>Expected calibration error: ten bins of equal width, |mean score - share of fakes| weighted by the
    /// bin's share (Naeini et al. 2015; Guo et al. 2017). Both classes weigh a half, since the score is a probability
    /// at even odds.</summary>
    Ece,

    /// <summary>Mean of -ln(probability given to the truth), both classes weighing a half; scores are kept 1e-6 from 0
    /// and 1.</summary>
    Nll,

    /// <summary>Share of the fakes at or over likely_manipulated.</summary>
    Found,

    /// <summary>Share of the fakes at or over inconclusive.</summary>
    FoundOrInconclusive,
}
