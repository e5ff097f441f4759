using Detector.Inference;
using Detector.Tests.Support;

namespace Detector.Tests.Inference;

public sealed class GoldenCheckTests
{
    private static readonly byte[] Grey = TestPng.Plain(64, 64, 51);

    [Fact]
    public void LargestDeviation_ExactValues_IsAlmostZero()
    {
        using var package = TestPackage.Tiles().WithGolden(Grey, 0.2, Map(0.2f));

        Assert.InRange(Measure(package), 0, 1e-5);
    }

    [Fact]
    public void LargestDeviation_SeveralCases_TakesTheWorst()
    {
        using var package = TestPackage.Tiles()
            .WithGolden(Grey, 0.2)
            .WithGolden(Grey, 0.7)
            .WithGolden(Grey, 0.1);

        Assert.Equal(0.5, Measure(package), 1e-5);
    }

    [Fact]
    public void LargestDeviation_OneMapCellOff_IsFound()
    {
        var map = Map(0.2f);
        map[37] = -0.1f;
        using var package = TestPackage.Tiles().WithGolden(Grey, 0.2, map);

        Assert.Equal(0.3, Measure(package), 1e-5);
    }

    [Fact]
    public void LargestDeviation_Probabilities_AreComparedAsLogits()
    {
        var logit = Math.Log(0.2 / 0.8);
        using var package = TestPackage.Tiles(
            null, ("$.outputs.score.kind", "\"probability\""), ("$.outputs.map.kind", "\"probability\""))
            .WithGolden(Grey, logit, Map((float)logit + 0.25f));

        Assert.Equal(0.25, Measure(package), 1e-5);
    }

    [Fact]
    public void LargestDeviation_ScoreNotFinite_IsNotANumber()
    {
        using var package = TestPackage.Tiles(
            TinyModels.NotFiniteForBlack(), ("$.outputs.map", "null"), ("$.regions", "null"))
            .WithGolden(TestPng.Plain(64, 64, 255), 0)
            .WithGolden(TestPng.Plain(64, 64, 0), 0)
            .WithGolden(TestPng.Plain(64, 64, 255), 0);

        Assert.Equal(double.NaN, Measure(package));
    }

    [Fact]
    public void LargestDeviation_NoGoldenSet_IsZero()
    {
        using var package = TestPackage.Tiles();

        Assert.Equal(0, Measure(package));
    }

    private static double Measure(TestPackage package)
    {
        var loaded = package.Load();
        using var backend = OnnxBackend.CreateCpu(loaded, new InferenceOptions { CpuThreads = 1 });
        return new GoldenCheck(loaded, new TestPngDecoder()).LargestDeviation(backend);
    }

    private static float[] Map(float value) => [.. Enumerable.Repeat(value, 64)];
}
