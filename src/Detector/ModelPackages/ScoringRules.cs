namespace Detector.ModelPackages;

/// <summary>Allowed values from the score output to the verdict: output, pooling, calibration, thresholds.</summary>
internal static class ScoringRules
{
    public static void Check(ModelManifest manifest, ProblemList problems)
    {
        CheckScore(manifest.Outputs.Score, problems);
        CheckPooling(manifest.Pooling, problems);
        CheckCalibration(manifest.Calibration, problems);
        CheckVerdicts(manifest.Verdicts, problems);
        CheckFigures(manifest.Figures ?? [], problems);
    }

    private static void CheckFigures(IReadOnlyList<FigureSpec> figures, ProblemList problems)
    {
        foreach (var (i, figure) in figures.Index())
        {
            var field = $"$.figures[{i}]";
            problems.Text($"{field}.metric", figure.Metric);
            problems.Text($"{field}.data", figure.Data);
            problems.Finite($"{field}.value", figure.Value);
            problems.Require(
                figure.Interval95 is null
                || (figure.Interval95 is [var low, var high] && low <= figure.Value && figure.Value <= high),
                $"{field}.interval95",
                $"does not hold the value {figure.Value} between two ends.",
                "Write the lower and the upper end, or leave the field out.");
            problems.Require(
                figure.Positives >= 0 && figure.Negatives >= 0,
                field,
                "has a count under 0.",
                "Write how many images it was measured on.");
        }
    }

    private static void CheckScore(ScoreOutputSpec score, ProblemList problems)
    {
        problems.Text("$.outputs.score.name", score.Name);
        problems.Require(
            score.Index >= 0,
            "$.outputs.score.index",
            $"is {score.Index}; allowed is 0 and up.",
            "Write which class, counted from 0, means manipulated.");
        problems.Require(
            score.Kind == OutputKind.Softmax || score.Index <= 0,
            "$.outputs.score.index",
            $"is {score.Index}, but kind {StrictJson.NameOf(score.Kind)} does not use it (only softmax does).",
            "Remove the field or set $.outputs.score.kind to softmax.");
    }

    private static void CheckPooling(PoolingSpec pooling, ProblemList problems)
    {
        var method = StrictJson.NameOf(pooling.Method);
        if (pooling.Method == PoolingMethod.TopK)
        {
            problems.Require(
                pooling.K >= 1, "$.pooling.k", $"is {pooling.K}; allowed is 1 and up.", "Write how many tiles count.");
        }
        else
        {
            problems.Unused(pooling.K == 1, "$.pooling.k", method, "top_k");
        }

        (string Field, double Value)[] weights =
        [
            ("$.pooling.max_weight", pooling.MaxWeight),
            ("$.pooling.top3_weight", pooling.Top3Weight),
            ("$.pooling.mean_weight", pooling.MeanWeight),
            ("$.pooling.map_top_weight", pooling.MapTopWeight),
            ("$.pooling.log_count_weight", pooling.LogCountWeight),
        ];
        foreach (var (field, value) in weights)
        {
            problems.Finite(field, value);
            problems.Require(
                pooling.Method == PoolingMethod.Statistics || value == 0,
                field,
                $"is set, but method {method} does not use it (only statistics does).",
                "Remove the field or change the method.");
        }

        problems.Require(
            pooling.Method != PoolingMethod.Statistics
                || pooling.MaxWeight != 0 || pooling.Top3Weight != 0 || pooling.MeanWeight != 0 || pooling.MapTopWeight != 0,
            "$.pooling.max_weight",
            "is 0, and so are top3_weight, mean_weight and map_top_weight: every image would score alike.",
            "Give at least one of the four weights another value.");
    }

    private static void CheckCalibration(CalibrationSpec calibration, ProblemList problems)
    {
        problems.Positive(
            "$.calibration.scale", calibration.Scale, double.PositiveInfinity, "Write 1 to leave the logit as it is.");
        problems.Finite("$.calibration.bias", calibration.Bias);
        if (calibration.Method == CalibrationMethod.None)
        {
            problems.Unused(calibration.Scale == 1, "$.calibration.scale", "none", "platt");
            problems.Unused(calibration.Bias == 0, "$.calibration.bias", "none", "platt");
        }
    }

    private static void CheckVerdicts(VerdictsSpec verdicts, ProblemList problems)
    {
        CheckThreshold("$.verdicts.inconclusive", verdicts.Inconclusive, problems);
        CheckThreshold("$.verdicts.likely_manipulated", verdicts.LikelyManipulated, problems);
        problems.Require(
            !(verdicts.Inconclusive.Threshold > verdicts.LikelyManipulated.Threshold),
            "$.verdicts.inconclusive.threshold",
            $"is {verdicts.Inconclusive.Threshold}; allowed is up to {verdicts.LikelyManipulated.Threshold}, "
                + "the threshold of likely_manipulated.",
            "Lower it, or exchange the two if they are swapped.");
    }

    private static void CheckThreshold(string field, VerdictThreshold threshold, ProblemList problems)
    {
        problems.InRange(
            $"{field}.threshold", threshold.Threshold, 0, 1, "Write a calibrated probability: 0.9 for 90 %.");
        problems.InRange(
            $"{field}.false_positive_rate", threshold.FalsePositiveRate, 0, 1, "Write a share: 0.01 for 1 %.");
        problems.Require(
            threshold.Negatives >= 0,
            $"{field}.negatives",
            $"is {threshold.Negatives}; allowed is 0 and up.",
            "Write how many unmanipulated images the threshold was fixed on.");
        if (threshold.FalsePositiveRate95 is { } interval)
        {
            problems.Require(
                interval.Count == 2 && interval[0] >= 0 && interval[0] <= interval[1] && interval[1] <= 1,
                $"{field}.false_positive_rate95",
                $"is [{string.Join(", ", interval)}]; allowed are two shares of 0 to 1, the lower one first.",
                "Write the lower and the upper end of the 95 % interval.");
        }
    }
}
