using Detector.Calibration;
using Detector.ModelPackages;

namespace Detector.Tests.Calibration;

public sealed class TileLogitsTests
{
    [Fact]
    public void Convert_Logits_StayAsTheyAre()
    {
        Assert.Equal([-3.5f, 0, 90], Convert(new ScoreOutputSpec("score", OutputKind.Logit), [-3.5f, 0, 90], 3));
    }

    [Fact]
    public void Convert_Probabilities_BecomeLogOdds()
    {
        var logits = Convert(new ScoreOutputSpec("score", OutputKind.Probability), [0.5f, 0.9f, 0, 1], 4);

        Assert.Equal(0, logits[0], 1e-6);
        Assert.Equal(Math.Log(9), logits[1], 1e-5);
        Assert.Equal(Math.Log(1e-7), logits[2], 1e-4);
        Assert.Equal(-Math.Log(1e-7), logits[3], 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Convert_ClassScores_GiveTheLogitOfTheSoftmax(int index)
    {
        float[] scores = [1.5f, -0.25f, 3f];
        var sum = scores.Sum(score => Math.Exp(score));
        var probability = Math.Exp(scores[index]) / sum;

        var logits = Convert(new ScoreOutputSpec("score", OutputKind.Softmax, index), [.. scores, 0, 0, 0], 2);

        Assert.Equal(Math.Log(probability / (1 - probability)), logits[0], 1e-5);
        Assert.Equal(-Math.Log(2), logits[1], 1e-6);
    }

    [Fact]
    public void Convert_HugeClassScores_DoNotOverflow()
    {
        var output = new ScoreOutputSpec("score", OutputKind.Softmax, 1);

        Assert.Equal([2000f, -2000f], Convert(output, [-1000, 1000, 1000, -1000], 2));
    }

    [Theory]
    [InlineData(OutputKind.Logit, float.NaN)]
    [InlineData(OutputKind.Probability, float.NaN)]
    [InlineData(OutputKind.Logit, float.PositiveInfinity)]
    public void Convert_NotANumber_IsAnInferenceFailure(OutputKind kind, float value)
    {
        var exception = Assert.Throws<AnalysisException>(() => Convert(new ScoreOutputSpec("score", kind), [value], 1));

        Assert.Equal(AnalysisErrorReason.InferenceFailed, exception.Reason);
    }

    [Theory]
    [InlineData(OutputKind.Logit, 0, 4, 2)]
    [InlineData(OutputKind.Probability, 0, 1, 2)]
    [InlineData(OutputKind.Softmax, 0, 2, 2)]
    [InlineData(OutputKind.Softmax, 2, 4, 2)]
    [InlineData(OutputKind.Softmax, 0, 5, 2)]
    public void Convert_ShapeThatDoesNotFit_Throws(OutputKind kind, int index, int values, int tiles)
    {
        Assert.Throws<ArgumentException>(
            () => Convert(new ScoreOutputSpec("score", kind, index), new float[values], tiles));
    }

    private static float[] Convert(ScoreOutputSpec output, float[] values, int tiles)
    {
        var logits = new float[tiles];
        TileLogits.Convert(output, values, logits);
        return logits;
    }
}
