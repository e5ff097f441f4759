using Detector.Cli.Evaluation.Metrics;

namespace Detector.Tests.Cli.Evaluation;

public sealed class CellFitTests
{
    [Fact]
    public void Of_ByHand_ComparesCellByCell()
    {
        var fit = CellFit.Of([0.9f, 0.6f, 0.55f, 0.1f], [true, false, true, false], 0.5);

        Assert.Equal(0.75, fit.Auc!.Value, 12);
        Assert.Equal(2.0 * 2 / (3 + 2), fit.F1, 12);
        Assert.Equal(2.0 / 3, fit.IoU, 12);
        Assert.Equal(0.8, fit.BestF1, 12);
        Assert.Equal(0.5, fit.EditedShare, 12);
    }

    [Fact]
    public void Of_BestThresholdElsewhere_IsFound()
    {
        var fit = CellFit.Of([0.4f, 0.3f, 0.2f], [true, true, false], 0.5);

        Assert.Equal((0, 0, 1, 1), (fit.F1, fit.IoU, fit.BestF1, fit.Auc));
    }

    [Fact]
    public void Of_CellAtTheThreshold_CountsAsFound() => Assert.Equal(1, CellFit.Of([0.5f, 0.1f], [true, false], 0.5).F1);

    [Fact]
    public void Of_EverythingEdited_HasNoAuc() => Assert.Null(CellFit.Of([0.5f, 0.1f], [true, true], 0.5).Auc);

    [Fact]
    public void Of_ConstantMap_IsChance() => Assert.Equal(0.5, CellFit.Of([0.2f, 0.2f, 0.2f], [true, false, false], 0.5).Auc);

    [Fact]
    public void PooledAuc_OnePicture_IsNearItsAuc()
    {
        var random = new SplitMix(4);
        var edited = Enumerable.Range(0, 3000).Select(i => i % 3 == 0).ToArray();
        var values = edited.Select(isEdited => (float)Math.Clamp((random.Unit() * 0.7) + (isEdited ? 0.3 : 0), 0, 1)).ToArray();

        var fit = CellFit.Of(values, edited, 0.5);

        Assert.Equal(fit.Auc!.Value, CellHistogram.PooledAuc([fit.Cells], [1]), 3);
    }

    [Fact]
    public void PooledAuc_PicturesOfDifferentLevels_DiffersFromTheirMean()
    {
        // Each picture alone is perfect; together the untouched cells of one lie over the edited ones of the other.
        var dark = CellFit.Of([0.2f, 0.1f], [true, false], 0.5);
        var light = CellFit.Of([0.9f, 0.8f], [true, false], 0.5);

        Assert.Equal(0.75, CellHistogram.PooledAuc([dark.Cells, light.Cells], [1, 1]), 12);
        Assert.Equal(1, CellHistogram.PooledAuc([dark.Cells, light.Cells], [1, 0]), 12);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, CellHistogram.Steps / 2)]
    [InlineData(1, CellHistogram.Steps - 1)]
    public void StepOf_KnownProbabilities_LieWhereTheyShould(double probability, int step) =>
        Assert.Equal(step, CellHistogram.StepOf(probability));
}
