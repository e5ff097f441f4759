using Detector.Inference;
using Detector.ModelPackages;
using Detector.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace Detector.Tests.Inference;

public sealed class OnnxBackendTests
{
    private const int Slot = 3 * TinyModels.TileSize * TinyModels.TileSize;
    private const int Cells = TinyModels.TileSize / TinyModels.Stride * (TinyModels.TileSize / TinyModels.Stride);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_EveryBatchSizeInReusedBuffers_GivesTheValuesOfEachTile(int threads)
    {
        using var package = TestPackage.Tiles(TinyModels.Tile(scale: 2, bias: -1));
        using var backend = OpenCpu(package, threads);
        using var batch = backend.CreateBatch(8);

        foreach (var tiles in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 1, 5, 2, 8])
        {
            for (var tile = 0; tile < tiles; tile++)
            {
                batch.Input.Slice(tile * Slot, Slot).Fill(Level(tiles, tile));
            }

            backend.Run(batch, tiles);

            for (var tile = 0; tile < tiles; tile++)
            {
                var expected = (2 * Level(tiles, tile)) - 1;
                Assert.Equal(expected, batch.Scores[tile], 1e-4);
                Assert.All(batch.Maps.Slice(tile * Cells, Cells).ToArray(), cell => Assert.Equal(expected, cell, 1e-4));
            }
        }
    }

    [Fact]
    public void Run_BlocksOfDifferentLevels_MapsThemRowByRow()
    {
        using var package = TestPackage.Tiles();
        using var backend = OpenCpu(package);
        using var batch = backend.CreateBatch(1);
        for (var i = 0; i < Slot; i++)
        {
            var (y, x) = Math.DivRem(i % (TinyModels.TileSize * TinyModels.TileSize), TinyModels.TileSize);
            batch.Input[i] = (10 * (y / 8)) + (x / 8);
        }

        backend.Run(batch, 1);

        Assert.Equal(38.5, batch.Scores[0], 1e-3);
        Assert.Equal(
            Enumerable.Range(0, Cells).Select(i => (10f * (i / 8)) + (i % 8)),
            batch.Maps.ToArray().Select(value => MathF.Round(value)));
    }

    [Fact]
    public void Run_TwoBatchesInTurn_KeepTheirOwnOutputs()
    {
        using var package = TestPackage.Tiles();
        using var backend = OpenCpu(package);
        using var first = backend.CreateBatch(2);
        using var second = backend.CreateBatch(2);
        first.Input.Fill(0.25f);
        second.Input.Fill(0.75f);

        backend.Run(first, 2);
        backend.Run(second, 2);

        Assert.Equal(0.25, first.Scores[1], 1e-5);
        Assert.Equal(0.75, second.Scores[1], 1e-5);
    }

    [Fact]
    public void Outputs_TileModel_HaveTheMapsShape()
    {
        using var package = TestPackage.Tiles();
        using var backend = OpenCpu(package);

        Assert.Equal(new OutputShape(1, 8, 8), backend.Outputs);
        Assert.Equal(OnnxBackend.CpuName, backend.Device);
        Assert.Equal(5, backend.PaddedCount(5));
    }

    [Theory]
    [InlineData(2L)]
    [InlineData(null)]
    public void Run_ClassScores_GivesOneRowPerTile(long? statedClasses)
    {
        var model = TinyModels.Classifier(false, 32, [[1, 0], [0, 1], [0, -1]], statedClasses);
        using var package = new TestPackage(model, TestPackage.ClassifierManifest);
        using var backend = OpenCpu(package);
        using var batch = backend.CreateBatch(3);
        for (var i = 0; i < batch.Input.Length; i++)
        {
            batch.Input[i] = (i / (32 * 32 * 3) * 10) + (i % 3);
        }

        backend.Run(batch, 3);

        Assert.Equal(new OutputShape(2, 0, 0), backend.Outputs);
        Assert.Equal([0f, -1f, 10f, -1f, 20f, -1f], batch.Scores.ToArray().Select(value => MathF.Round(value)));
        Assert.True(batch.Maps.IsEmpty);
    }

    [Fact]
    public void CreateCpu_OpenClassAxisThatTurnsOutTooNarrow_IsRefused()
    {
        var model = TinyModels.Classifier(false, 32, [[1], [2], [3]], statedClasses: null);
        using var package = new TestPackage(model, TestPackage.ClassifierManifest);

        var refusal = Assert.Throws<ModelPackageException>(() => OpenCpu(package));

        Assert.Equal("$.outputs.score.kind", refusal.Field);
        Assert.Contains("[?, 1]", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.input.name", "\"picture\"", "$.input.name")]
    [InlineData("$.input.layout", "\"nhwc\"", "$.input.layout")]
    [InlineData("$.framing.size", "128", "$.framing.size")]
    [InlineData("$.outputs.score.name", "\"logit\"", "$.outputs.score.name")]
    [InlineData("$.outputs.score.kind", "\"softmax\"", "$.outputs.score.kind")]
    [InlineData("$.outputs.map.name", "\"mask\"", "$.outputs.map.name")]
    [InlineData("$.outputs.map.stride", "16", "$.outputs.map.stride")]
    public void CreateCpu_GraphUnlikeManifest_IsRefusedWithFileAndField(string path, string json, string field)
    {
        using var package = TestPackage.Tiles(null, (path, json));

        var refusal = Assert.Throws<ModelPackageException>(() => OpenCpu(package));

        Assert.Contains(refusal.Problems, problem => problem.Field == field && problem.Fix.Length > 0);
        Assert.EndsWith("manifest.json", refusal.File, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateCpu_FixedBatch_IsRefused()
    {
        using var package = TestPackage.Tiles(TinyModels.Tile(batch: 1));

        var refusal = Assert.Throws<ModelPackageException>(() => OpenCpu(package));

        Assert.Contains("dynamic batch axis", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateCpu_OpenMapAxesThatTurnOutOtherwise_AreRefused()
    {
        using var package = TestPackage.Tiles(TinyModels.Tile(mapSide: null), ("$.outputs.map.stride", "4"));

        var refusal = Assert.Throws<ModelPackageException>(() => OpenCpu(package));

        Assert.Equal("$.outputs.map.stride", refusal.Field);
        Assert.Contains("[?, 1, 8, 8]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreateCpu_BytesThatAreNoModel_SaysWhichFile()
    {
        using var package = TestPackage.Tiles([1, 2, 3]);

        var refusal = Assert.Throws<InvalidOperationException>(() => OpenCpu(package));

        Assert.Contains(Path.Combine(package.Root, "model.onnx"), refusal.Message, StringComparison.Ordinal);
        Assert.IsType<OnnxRuntimeException>(refusal.InnerException);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Run_MoreTilesThanFitOrNone_IsRefused(int tiles)
    {
        using var package = TestPackage.Tiles();
        using var backend = OpenCpu(package);
        using var batch = backend.CreateBatch(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => backend.Run(batch, tiles));
    }

    [Fact]
    public void Dispose_Twice_IsFineAndLaterUseIsRefused()
    {
        using var package = TestPackage.Tiles();
        var backend = OpenCpu(package);
        var batch = backend.CreateBatch(1);
        backend.Run(batch, 1);

        batch.Dispose();
        batch.Dispose();

        Assert.Throws<ObjectDisposedException>(() => batch.Input.Length);
        Assert.Throws<ObjectDisposedException>(() => batch.Scores.Length);
        Assert.Throws<ObjectDisposedException>(() => batch.Maps.Length);
        Assert.Throws<ObjectDisposedException>(() => backend.Run(batch, 1));
        backend.Dispose();
        backend.Dispose();
    }

    private static float Level(int tiles, int tile) => ((tiles * 10) + tile) / 100f;

    private static OnnxBackend OpenCpu(TestPackage package, int threads = 1) =>
        OnnxBackend.CreateCpu(package.Load(), new InferenceOptions { CpuThreads = threads });
}
