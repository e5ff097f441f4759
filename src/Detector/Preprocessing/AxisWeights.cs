using Detector.ModelPackages;

namespace Detector.Preprocessing;

/// <summary>
/// Which source pixels make up each target pixel of one axis, and with which weights: the filter's kernel, centred on
/// the target pixel and, when shrinking, stretched by the scale so that it also removes what would alias.
/// </summary>
/// <remarks>The convolution that Pillow documents under "Filters": pillow.readthedocs.io, handbook, concepts.</remarks>
internal sealed class AxisWeights
{
    private readonly int[] _first;
    private readonly int[] _taps;
    private readonly float[] _weights;
    private readonly int _maxTaps;

    private AxisWeights(int count, int maxTaps)
    {
        _first = new int[count];
        _taps = new int[count];
        _weights = new float[(long)count * maxTaps];
        _maxTaps = maxTaps;
    }

    /// <summary>Target pixels.</summary>
    public int Count => _first.Length;

    /// <summary>First source pixel that any target pixel needs.</summary>
    public int SourceStart => _first[0];

    /// <summary>One past the last source pixel that any target pixel needs.</summary>
    public int SourceEnd => _first[^1] + _taps[^1];

    /// <summary>First source pixel of a target pixel.</summary>
    public int First(int target) => _first[target];

    /// <summary>Weights of the source pixels of a target pixel; they sum to 1.</summary>
    public ReadOnlySpan<float> Of(int target) => _weights.AsSpan(target * _maxTaps, _taps[target]);

    /// <summary>Computes the weights of a window of a resized axis.</summary>
    public static AxisWeights Compute(AxisWindow window, ResampleFilter filter)
    {
        var scale = window.Source / (double)window.Target;
        var stretch = Math.Max(scale, 1);
        var reach = ResampleKernel.Radius(filter) * stretch;
        var result = new AxisWeights(window.Count, Math.Min(window.Source, (2 * (int)Math.Ceiling(reach)) + 1));
        var kernel = new double[result._maxTaps];
        for (var i = 0; i < window.Count; i++)
        {
            // Pixel n covers n to n + 1, so its centre is at n + 0.5; the kernel takes the pixels whose centre is in
            // reach.
            var centre = (window.Start + i + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - reach + 0.5));
            var taps = Math.Min(window.Source, (int)(centre + reach + 0.5)) - first;
            var sum = 0.0;
            for (var k = 0; k < taps; k++)
            {
                kernel[k] = ResampleKernel.Value(filter, (first + k + 0.5 - centre) / stretch);
                sum += kernel[k];
            }

            result._first[i] = first;
            result._taps[i] = taps;
            for (var k = 0; k < taps; k++)
            {
                result._weights[(i * result._maxTaps) + k] = (float)(kernel[k] / sum);
            }
        }

        return result;
    }
}
