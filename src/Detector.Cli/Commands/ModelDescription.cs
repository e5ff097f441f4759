using System.Text.Json;
using Detector.Calibration;
using Detector.Cli.Output;
using Detector.ModelPackages;
using static System.FormattableString;

namespace Detector.Cli.Commands;

/// <summary>A model package in words.</summary>
internal static class ModelDescription
{
    /// <summary>The lines, without device findings.</summary>
    /// <param name="package">A checked package.</param>
    /// <param name="goldenCases">How many golden inputs it has.</param>
    public static IEnumerable<string> Lines(ModelPackage package, int goldenCases)
    {
        var manifest = package.Manifest;
        yield return Line("Model", $"{manifest.Name} {manifest.Version}");
        yield return Line("", manifest.Description);
        yield return Line("Licence", manifest.Licence);
        yield return Line("Folder", package.Directory);
        yield return Line("Weights", $"{manifest.Model.File}, SHA-256 {manifest.Model.Sha256}");
        yield return Line("Input", Input(manifest.Input));
        yield return Line("Framing", Framing(manifest.Framing));
        yield return Line("Outputs", Outputs(manifest.Outputs));
        yield return Line("Pooling", Pooling(manifest.Pooling));
        yield return Line("Calibration", Calibration(manifest.Calibration));
        yield return Line("Verdicts", Threshold(Verdict.LikelyManipulated, manifest.Verdicts.LikelyManipulated));
        yield return Line("", Threshold(Verdict.Inconclusive, manifest.Verdicts.Inconclusive));
        yield return Line("", $"{ImageLine.Name(Verdict.NoEvidence)} below");
        yield return Line("Kinds", Kinds(manifest.Kinds));
        yield return Line("Golden", manifest.Golden is { } golden
            ? Invariant($"{goldenCases} inputs, tolerance {golden.Tolerance} of a logit on the CPU")
            : "none: no device can be checked");
    }

    /// <summary>One line.</summary>
    /// <param name="name">What it is about; empty to go on.</param>
    /// <param name="text">What there is to say.</param>
    public static string Line(string name, string text) => $"{name,-12} {text}".TrimEnd();

    private static string Input(InputSpec input) =>
        Invariant($"{input.Name}: {Name(input.Dtype)}, {Name(input.Layout)}, {Name(input.Channels)}; ")
        + Invariant($"value = (byte * {input.Scale} - [{List(input.Mean)}]) / [{List(input.Std)}]");

    private static string Framing(FramingSpec framing)
    {
        var (size, shorter) = (framing.Size, framing.ResizeShorterSide);
        return framing.Method switch
        {
            FramingMethod.Tiles => Invariant($"tiles of {size} x {size} pixels at native resolution, ")
                + Invariant($"overlap {framing.Overlap}, at most {framing.MaxTiles}"),
            FramingMethod.Resize => Invariant($"resized to {size} x {size} pixels, {Name(framing.Filter)}"),
            _ when shorter == 0 => Invariant($"central {size} x {size} pixels at native resolution"),
            _ => Invariant($"central {size} x {size}, shorter side resized to {shorter}, {Name(framing.Filter)}"),
        };
    }

    private static string Outputs(OutputsSpec outputs)
    {
        var (score, map) = outputs;
        var index = score.Kind == OutputKind.Softmax ? Invariant($", class {score.Index}") : "";
        return $"score {score.Name}: {Name(score.Kind)}{index}; "
            + (map is null ? "no map" : Invariant($"map {map.Name}: {Name(map.Kind)}, stride {map.Stride} pixels"));
    }

    private static string Pooling(PoolingSpec pooling) => pooling.Method switch
    {
        PoolingMethod.TopK => Invariant($"mean of the {pooling.K} largest tile logits"),
        PoolingMethod.Statistics => Invariant($"{pooling.MaxWeight} * max + {pooling.Top3Weight} * mean of top 3 + ")
            + Invariant($"{pooling.MeanWeight} * mean + {pooling.LogCountWeight} * ln(count) of the tile logits")
            + (pooling.MapTopWeight == 0 ? "" : Invariant($" + {pooling.MapTopWeight} * mean of the map's highest cells")),
        _ => $"{Name(pooling.Method)} of the tile logits",
    };

    private static string Calibration(CalibrationSpec calibration)
    {
        var (scale, bias) = (calibration.Scale, calibration.Bias);
        var formula = calibration.Method == CalibrationMethod.None
            ? "probability = sigmoid(logit)"
            : Invariant($"probability = sigmoid({scale} * logit + {bias})");
        return $"{Name(calibration.Method)}: {formula}"
            + (calibration.FittedOn is { } data ? $"; fitted on {data}" : "");
    }

    private static string Threshold(Verdict verdict, VerdictThreshold threshold)
    {
        var interval = threshold.FalsePositiveRate95 is [var low, var high]
            ? Invariant($", 95 % interval {100 * low:0.###} % to {100 * high:0.###} %")
            : "";
        return Invariant($"{ImageLine.Name(verdict)} from {threshold.Threshold}: ")
            + Invariant($"{100 * threshold.FalsePositiveRate:0.###} % false positives{interval}, ")
            + Invariant($"on {threshold.Negatives} unmanipulated images");
    }

    private static string Kinds(KindsSpec kinds) => kinds.Method == KindsMethod.Fixed
        ? $"always {ImageLine.Name(kinds.Kind)}"
        : Invariant($"by the share of map cells from {kinds.CellThreshold}: ")
            + Invariant($"midpoint {kinds.Midpoint}, slope {kinds.Slope}");

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}");

    private static string List(IEnumerable<float> values) =>
        string.Join(", ", values.Select(value => Invariant($"{value}")));
}
