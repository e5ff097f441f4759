using Detector.Decoding;
using Detector.Evidence;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Benchmarks.Profile;

/// <summary>
/// What it takes to turn encoded bytes into tensor values: header, hash, decoding, framing and writing all tiles.
/// Measured by itself, since under load a stage's time holds waiting for cores that other images use.
/// </summary>
internal sealed class PreparationCost(MeasuredDetector detector)
{
    private readonly ModelManifest _manifest = detector.Package.Manifest;
    private readonly IImageDecoder _decoder = detector.Get<IImageDecoder>();

    /// <summary>Processor time per image, over all threads, after one image that is not counted.</summary>
    public TimeSpan CpuPerImage(byte[][] pictures, int images)
    {
        var framer = new Framer(_manifest.Framing, _manifest.Outputs.Map?.Stride ?? 1);
        var writer = new TensorWriter(_manifest.Input, _manifest.Framing.Size);
        var slot = new float[writer.SlotLength];
        Prepare(pictures[0], framer, writer, slot);
        var start = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < images; i++)
        {
            Prepare(pictures[i % pictures.Length], framer, writer, slot);
        }

        return (Environment.CpuUsage.TotalTime - start) / images;
    }

    private void Prepare(byte[] encoded, Framer framer, TensorWriter writer, float[] slot)
    {
        _decoder.ReadHeader(encoded);
        ContentHash.Sha256(encoded);
        using var image = _decoder.Decode(encoded);
        using var framed = framer.Frame(image.Pixels);
        foreach (var tile in framed.Plan.Tiles)
        {
            writer.Write(framed.Pixels, tile, slot);
        }
    }
}
