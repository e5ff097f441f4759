using System.Globalization;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.V1;

namespace Detector.Server.Analysis;

/// <summary>A model's manifest in the contract's messages.</summary>
internal static class ModelMapper
{
    private static readonly string[] Formats = ["jpeg", "png", "webp", "gif", "tiff", "avif"];

    /// <summary>Which model it is, exactly.</summary>
    /// <param name="identity">The library's words for it.</param>
    public static Model ToModel(ModelIdentity identity) => new()
    {
        Name = identity.Name,
        Version = identity.Version,
        Sha256 = identity.Sha256,
    };

    /// <summary>What a model is, does and takes in.</summary>
    /// <param name="manifest">What its package states.</param>
    /// <param name="limits">What the server takes in.</param>
    /// <param name="device">Where it runs now: cpu or cuda.</param>
    /// <param name="degraded">True where it runs on the CPU because the GPU failed.</param>
    public static ModelInfo ToModelInfo(ModelManifest manifest, DecodingOptions limits, string device, bool degraded)
    {
        var info = new ModelInfo
        {
            Model = ToModel(new ModelIdentity(manifest.Name, manifest.Version, manifest.Model.Sha256)),
            Description = manifest.Description,
            Licence = manifest.Licence,
            Framing = ToFraming(manifest.Framing),
            HasMap = manifest.Outputs.Map is not null,
            MapStride = manifest.Outputs.Map?.Stride ?? 0,
            Thresholds = new Thresholds
            {
                Inconclusive = ToThreshold(manifest.Verdicts.Inconclusive),
                LikelyManipulated = ToThreshold(manifest.Verdicts.LikelyManipulated),
            },
            Calibration = ToCalibration(manifest.Calibration),
            Limits = ToLimits(limits),
            Device = device,
            Degraded = degraded,
        };
        AddFigures(info, manifest);
        info.Reliability.AddRange((manifest.Reliability ?? []).Select(ReliabilityMapper.ToBucket));
        return info;
    }

    private static void AddFigures(ModelInfo info, ModelManifest manifest)
    {
        foreach (var figure in manifest.Figures ?? [])
        {
            info.Figures.Add(new Figure
            {
                Metric = figure.Metric,
                Value = figure.Value,
                Low = figure.Interval95 is [var low, _] ? low : figure.Value,
                High = figure.Interval95 is [_, var high] ? high : figure.Value,
                Data = figure.Data,
                Positives = figure.Positives,
                Negatives = figure.Negatives,
            });
        }
    }

    private static Framing ToFraming(FramingSpec framing) => new()
    {
        Method = framing.Method switch
        {
            FramingMethod.Tiles => "tiles",
            FramingMethod.Resize => "resize",
            _ => "center_crop",
        },
        Size = framing.Size,
        Overlap = framing.Overlap,
        MaxTiles = framing.MaxTiles,
    };

    private static Threshold ToThreshold(VerdictThreshold threshold) => new()
    {
        Score = threshold.Threshold,
        FalsePositiveRate = threshold.FalsePositiveRate,
        Negatives = threshold.Negatives,
        FalsePositiveRateLow = threshold.FalsePositiveRate95 is [var low, _] ? low : 0,
        FalsePositiveRateHigh = threshold.FalsePositiveRate95 is [_, var high] ? high : 0,
    };

    private static string ToCalibration(CalibrationSpec calibration)
    {
        var method = calibration.Method == CalibrationMethod.Platt
            ? string.Create(
                CultureInfo.InvariantCulture, $"platt (scale {calibration.Scale}, bias {calibration.Bias})")
            : "none";
        return calibration.FittedOn is { } data ? $"{method}, fitted on {data}" : method;
    }

    private static InputLimits ToLimits(DecodingOptions options)
    {
        var limits = new InputLimits
        {
            MaxBytes = options.MaxBytes,
            MaxPixels = options.MaxPixels,
            MinSide = options.MinSide,
        };
        limits.Formats.AddRange(Formats);
        return limits;
    }
}
