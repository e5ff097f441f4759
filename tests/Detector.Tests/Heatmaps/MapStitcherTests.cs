using Detector.Heatmaps;
using Detector.ModelPackages;
using Detector.Preprocessing;
using Detector.Tests.Preprocessing;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Heatmaps;

public sealed class MapStitcherTests
{
    private static readonly MapOutputSpec Map = new("map", OutputKind.Logit, 16);

    private static readonly Gen<Layout> Layouts =
        from width in Gen.Choose(64, 3000)
        from height in Gen.Choose(64, 3000)
        from stride in Gen.Elements(8, 16, 32)
        from cells in Gen.Choose(4, 16)
        from overlap in Gen.Choose(0, cells * stride / 2)
        from maxTiles in Gen.OneOf(Gen.Choose(1, 60), Gen.Constant(int.MaxValue))
        select new Layout(width, height, cells * stride, overlap, stride, maxTiles);

    [Fact]
    public void Stitch_MapOfTheGlobalCell_GivesItBack()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Layouts.ToArbitrary(), layout =>
        {
            var plan = layout.Plan();
            var cells = layout.Size / layout.Stride;
            var grid = MapStitcher.Stitch(
                plan, new FrameGeometry(layout.Width, layout.Height), Map with { Stride = layout.Stride },
                GlobalMap(plan, layout.Stride, cells), cells, cells);

            Assert.Equal((layout.Width + layout.Stride - 1) / layout.Stride, grid.Columns);
            Assert.Equal((layout.Height + layout.Stride - 1) / layout.Stride, grid.Rows);
            AssertGlobal(grid, Seen(plan, grid, layout.Stride));
        }));
    }

    [Fact]
    public void Stitch_SampledPlan_FillsHolesFromTheNearestCell()
    {
        var plan = new TilePlan(96, 64, 32, 32, [new Tile(0, 0), new Tile(64, 0)], 6);
        float[] maps = [1, 1, 1, 1, 2, 2, 2, 2];

        var grid = MapStitcher.Stitch(plan, new FrameGeometry(96, 64), Map, maps, 2, 2);

        double[] row = [1, 1, 1, 2, 2, 2];
        Assert.Equal([.. row, .. row, .. row, .. row], grid.Values.Select(v => Math.Round(Logit(v), 4)));
        Assert.Equal(8 / 24.0, grid.CoveredShare);
    }

    [Fact]
    public void Stitch_Overlap_StaysBetweenTheTilesAndFavoursTheNearer()
    {
        var plan = new TilePlan(96, 64, 64, 64, [new Tile(0, 0), new Tile(32, 0)], 2);
        var maps = Enumerable.Repeat(-1f, 16).Concat(Enumerable.Repeat(3f, 16)).ToArray();

        var grid = MapStitcher.Stitch(plan, new FrameGeometry(96, 64), Map, maps, 4, 4);

        var row = grid.Values.Take(6).Select(v => Logit(v)).ToArray();
        Assert.Equal(-1, row[1], 1e-5);
        Assert.Equal(3, row[4], 1e-5);
        Assert.InRange(row[2], -1, 1 - 1e-3);
        Assert.InRange(row[3], 1 + 1e-3, 3);
    }

    [Fact]
    public void Stitch_Probabilities_AreTheSameMapAsTheirLogits()
    {
        var plan = new TilePlan(32, 32, 32, 32, [new Tile(0, 0)], 1);
        float[] probabilities = [0, 0.25f, 0.5f, 1];

        var grid = MapStitcher.Stitch(
            plan, new FrameGeometry(32, 32), Map with { Kind = OutputKind.Probability }, probabilities, 2, 2);

        Assert.All(grid.Values.Zip(probabilities), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void Stitch_Infinities_Saturate()
    {
        var plan = new TilePlan(32, 16, 32, 16, [new Tile(0, 0)], 1);

        var grid = MapStitcher.Stitch(
            plan, new FrameGeometry(32, 16), Map, [float.NegativeInfinity, float.PositiveInfinity], 1, 2);

        Assert.Equal([0f, 1f], grid.Values.Select(v => MathF.Round(v, 6)));
    }

    [Fact]
    public void Stitch_ResizedImage_StretchesTheCells()
    {
        var plan = new TilePlan(64, 64, 64, 64, [new Tile(0, 0)], 1);
        var geometry = new FrameGeometry(100, 37, 100 / 64.0, 37 / 64.0);
        var maps = Enumerable.Range(0, 16).Select(i => i - 8f).ToArray();

        var grid = MapStitcher.Stitch(plan, geometry, Map, maps, 4, 4);

        Assert.Equal((4, 4, 25.0, 37 / 4.0), (grid.Columns, grid.Rows, grid.CellWidth, grid.CellHeight));
        Assert.Equal((100, 37, 1.0), (grid.ImageWidth, grid.ImageHeight, grid.CoveredShare));
        Assert.All(grid.Values.Zip(maps), pair => Assert.Equal(pair.Second, Logit(pair.First), 1e-3));
    }

    [Fact]
    public void Stitch_CenterCrop_IsPutBackInPlace()
    {
        // A 256 x 128 image, resized to 128 x 64, of which the middle 64 x 64 was seen.
        using var image = TestPixels.Plain(256, 128, 1, 2, 3);
        var framing = new FramingSpec { Method = FramingMethod.CenterCrop, Size = 64, ResizeShorterSide = 64 };
        using var framed = new Framer(framing, 16).Frame(image);
        var maps = Enumerable.Range(0, 16).Select(i => (i % 4) + 1f).ToArray();

        var grid = MapStitcher.Stitch(framed.Plan, framed.Geometry, Map, maps, 4, 4);

        Assert.Equal((8, 4, 32.0, 32.0), (grid.Columns, grid.Rows, grid.CellWidth, grid.CellHeight));
        Assert.Equal(0.5, grid.CoveredShare);
        for (var row = 0; row < 4; row++)
        {
            var values = grid.Values.Skip(row * 8).Take(8).ToArray();
            Assert.Equal([0, 0, 0, 0], [.. values[..2], .. values[6..]]);
            Assert.Equal([1, 2, 3, 4], values[2..6].Select(v => Math.Round(Logit(v), 3)));
        }
    }

    [Fact]
    public void Stitch_CropLargerThanTheImage_DropsTheReflection()
    {
        using var image = TestPixels.Plain(32, 64, 1, 2, 3);
        var framing = new FramingSpec { Method = FramingMethod.CenterCrop, Size = 64 };
        using var framed = new Framer(framing, 16).Frame(image);
        var maps = Enumerable.Range(0, 16).Select(i => (i % 4) + 1f).ToArray();

        var grid = MapStitcher.Stitch(framed.Plan, framed.Geometry, Map, maps, 4, 4);

        Assert.Equal((2, 4, 1.0), (grid.Columns, grid.Rows, grid.CoveredShare));
        Assert.Equal([2, 3], grid.Values.Take(2).Select(v => Math.Round(Logit(v), 3)));
    }

    [Fact]
    public void Stitch_NotANumber_IsAnInferenceFailure()
    {
        var plan = new TilePlan(32, 16, 32, 16, [new Tile(0, 0)], 1);

        var exception = Assert.Throws<AnalysisException>(
            () => MapStitcher.Stitch(plan, new FrameGeometry(32, 16), Map, [1, float.NaN], 1, 2));

        Assert.Equal(AnalysisErrorReason.InferenceFailed, exception.Reason);
    }

    [Theory]
    [InlineData(0, 5, OutputKind.Logit)]
    [InlineData(8, 4, OutputKind.Logit)]
    [InlineData(0, 4, OutputKind.Softmax)]
    public void Stitch_WhatDoesNotFit_Throws(int x, int values, OutputKind kind)
    {
        var plan = new TilePlan(64, 32, 32, 32, [new Tile(x, 0)], 2);

        Assert.Throws<ArgumentException>(() => MapStitcher.Stitch(
            plan, new FrameGeometry(64, 32), Map with { Kind = kind }, new float[values], 2, 2));
    }

    private static double Global(int column, int row) => 4 * Math.Sin((0.7 * column) + (1.3 * row));

    private static double Logit(double probability) => Math.Log(probability / (1 - probability));

    private static float[] GlobalMap(TilePlan plan, int stride, int cells) =>
    [
        .. from tile in plan.Tiles
           from i in Enumerable.Range(0, cells * cells)
           select (float)Global((tile.X / stride) + (i % cells), (tile.Y / stride) + (i / cells)),
    ];

    private static bool[] Seen(TilePlan plan, HeatGrid grid, int stride)
    {
        var seen = new bool[grid.Values.Length];
        foreach (var tile in plan.Tiles)
        {
            for (var y = tile.Y / stride; y < Math.Min(grid.Rows, (tile.Y + plan.TileHeight) / stride); y++)
            {
                var width = Math.Min(plan.TileWidth / stride, grid.Columns - (tile.X / stride));
                seen.AsSpan((y * grid.Columns) + (tile.X / stride), width).Fill(true);
            }
        }

        return seen;
    }

    private static void AssertGlobal(HeatGrid grid, bool[] seen)
    {
        Assert.Equal(seen.Count(s => s) / (double)seen.Length, grid.CoveredShare, 12);
        for (var i = 0; i < seen.Length; i++)
        {
            var expected = 1 / (1 + Math.Exp(-Global(i % grid.Columns, i / grid.Columns)));
            if (seen[i] && !(Math.Abs(expected - grid.Values[i]) < 1e-5))
            {
                Assert.Fail($"Cell {i} is {grid.Values[i]} and should be {expected}.");
            }
        }
    }

    private sealed record Layout(int Width, int Height, int Size, int Overlap, int Stride, int MaxTiles)
    {
        public TilePlan Plan() => TilePlanner.Plan(
            Width, Height,
            new FramingSpec { Method = FramingMethod.Tiles, Size = Size, Overlap = Overlap, MaxTiles = MaxTiles },
            Stride);
    }
}
