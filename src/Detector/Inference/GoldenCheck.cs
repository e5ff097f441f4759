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
    private const int MostTogether = 8;

    /// <summary>Runs all golden cases, each by itself and then together, as batches take other ways through a device.</summary>
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

        using var batch = backend.CreateBatch(Math.Min(golden.Cases.Count, MostTogether));
        var largest = 0.0;
        foreach (var alone in golden.Cases.Chunk(1).Concat(golden.Cases.Chunk(MostTogether)))
        {
            largest = Math.Max(largest, LargestDeviation(backend, batch, golden, alone));
        }

        return largest;
    }

    private double LargestDeviation(
        IInferenceBackend backend, InferenceBatch batch, GoldenSet golden, GoldenCase[] cases)
    {
        var manifest = package.Manifest;
        var writer = new TensorWriter(manifest.Input, manifest.Framing.Size);
        foreach (var (i, expected) in cases.Index())
        {
            using var image = decoder.Decode(golden.ReadImage(expected));
            writer.Write(image.Pixels, new Tile(0, 0), batch.Input.Slice(i * writer.SlotLength, writer.SlotLength));
        }

        backend.Run(batch, cases.Length);

        // Math.Max propagates NaN, so that a device that answers nonsense is never taken for an exact one.
        return cases.Index().Aggregate(
            0.0, (largest, item) => Math.Max(largest, Deviation(batch, item.Index, backend.Outputs, item.Item)));
    }

    private double Deviation(InferenceBatch batch, int tile, OutputShape shape, GoldenCase expected)
    {
        var outputs = package.Manifest.Outputs;
        var raw = batch.Scores.Slice(tile * shape.ScoreWidth, shape.ScoreWidth);
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
            var value = batch.Maps[(tile * shape.MapCells) + i];
            var cell = outputs.Map!.Kind == OutputKind.Logit ? value : LogOdds.FromProbability(value);
            largest = Math.Max(largest, Math.Abs(cell - expected.Map[i]));
        }

        return largest;
    }
}
