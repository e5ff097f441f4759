using Detector.ModelPackages;

namespace Detector.Preprocessing;

/// <summary>The resampling kernels, at scale 1.</summary>
internal static class ResampleKernel
{
    /// <summary>Free parameter of the cubic; -0.5 reproduces quadratics exactly (Keys 1981).</summary>
    private const double CubicSlope = -0.5;

    /// <summary>Distance from which the kernel is zero, source pixels.</summary>
    public static double Radius(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Bilinear => 1,
        ResampleFilter.Bicubic => 2,
        ResampleFilter.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "framing.filter is not known here."),
    };

    /// <summary>The kernel at a distance from its centre.</summary>
    public static double Value(ResampleFilter filter, double distance)
    {
        var x = Math.Abs(distance);
        return filter switch
        {
            ResampleFilter.Bilinear => Math.Max(0, 1 - x),
            ResampleFilter.Bicubic => Cubic(x),
            _ => x < 3 ? Sinc(x) * Sinc(x / 3) : 0,
        };
    }

    private static double Cubic(double x) => x switch
    {
        < 1 => ((((CubicSlope + 2) * x) - (CubicSlope + 3)) * x * x) + 1,
        < 2 => CubicSlope * ((((((x - 5) * x) + 8) * x) - 4)),
        _ => 0,
    };

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
