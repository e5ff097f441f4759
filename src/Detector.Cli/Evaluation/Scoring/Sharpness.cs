using Detector.Decoding;

namespace Detector.Cli.Evaluation.Scoring;

/// <summary>
/// How sharp a picture is per pixel: ln((variance of the Laplacian + 0.1) / (variance of the grey levels + 1)), grey by
/// Rec. 601. The cue that a model of traces must not live on; the training code measures the same.
/// </summary>
internal static class Sharpness
{
    /// <summary>Measures.</summary>
    /// <param name="pixels">At least 3 x 3.</param>
    public static double Of(PixelBuffer pixels)
    {
        var width = pixels.Width;
        var (above, here, below) = (new double[width], new double[width], new double[width]);
        var (grey, edges) = (new Moments(), new Moments());
        Grey(pixels.Row(0), here);
        Grey(pixels.Row(1), below);
        for (var y = 1; y < pixels.Height - 1; y++)
        {
            (above, here, below) = (here, below, above);
            Grey(pixels.Row(y + 1), below);
            for (var x = 1; x < width - 1; x++)
            {
                grey.Add(here[x]);
                edges.Add(above[x] + below[x] + here[x - 1] + here[x + 1] - (4 * here[x]));
            }
        }

        return Math.Log((edges.Variance + 0.1) / (grey.Variance + 1));
    }

    private static void Grey(ReadOnlySpan<byte> row, double[] target)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var pixel = row.Slice(x * PixelBuffer.Channels, PixelBuffer.Channels);
            target[x] = Math.Round((0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]));
        }
    }

    /// <summary>Sums of whole numbers, which are exact.</summary>
    private sealed class Moments
    {
        private double _count;
        private double _sum;
        private double _squares;

        public double Variance => (_squares / _count) - (_sum / _count * (_sum / _count));

        public void Add(double value)
        {
            _count++;
            _sum += value;
            _squares += value * value;
        }
    }
}
