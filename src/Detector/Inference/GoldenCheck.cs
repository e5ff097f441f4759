using Detector.Calibration;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Inference;

/// <summary>Scores a package's golden inputs and compares them with what the training code gave.</summary>
/// <param name="package">The package.</param>
/// <param name="decoder">Decodes the golden images, which are lossless.</param>
public sealed class GoldenCheck(ModelPackage package, IImageDecoder decoder)
{
    /// <summary>Runs all golden cases, each as one tile.</summary>
    /// <param name="backend">The device to check.</param>
    /// <returns>The largest absolute difference of a score logit or map logit; 0 for a package without golden cases, NaN
    /// where an output is not a number.</returns>
    public double LargestDeviation(IInferenceBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        var golden = GoldenSet.Load(package);
        if (golden.Cases.Count == 0)
        {
            return 0;
        }

        var manifest = package.Manifest;
        var writer = new TensorWriter(manifest.Input, manifest.Framing.Size);
        using var batch = backend.CreateBatch(1);
        var largest = 0.0;
        foreach (var expected in golden.Cases)
        {
            using (var image = decoder.Decode(golden.ReadImage(expected)))
            {
                writer.Write(image.Pixels, new Tile(0, 0), batch.Input[..writer.SlotLength]);
            }

            backend.Run(batch, 1);
            // Math.Max propagates NaN, so that a device that answers nonsense is never taken for an exact one.
            largest = Math.Max(largest, Deviation(batch, backend.Outputs, expected));
        }

        return largest;
    }

    private double Deviation(InferenceBatch batch, OutputShape shape, GoldenCase expected)
    {
        var outputs = package.Manifest.Outputs;
        var raw = batch.Scores[..shape.ScoreWidth];
        foreach (var value in raw)
        {
            if (!float.IsFinite(value))
            {
                return double.NaN;
            }
        }

        Span<float> score = stackalloc float[1];
        TileLogits.Convert(outputs.Score, raw, score);
        var largest = Math.Abs(score[0] - expected.Score);
        for (var i = 0; i < expected.Map?.Length; i++)
        {
            var cell = outputs.Map!.Kind == OutputKind.Logit ? batch.Maps[i] : LogOdds.FromProbability(batch.Maps[i]);
            largest = Math.Max(largest, Math.Abs(cell - expected.Map[i]));
        }

        return largest;
    }
}
