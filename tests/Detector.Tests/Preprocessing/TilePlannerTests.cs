using Detector.ModelPackages;
using Detector.Preprocessing;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Preprocessing;

public sealed class TilePlannerTests
{
    /// <summary>Any size, overlap, grid and limit that the manifest allows.</summary>
    private static readonly Gen<Layout> Layouts =
        from width in Gen.Choose(64, 3000)
        from height in Gen.Choose(64, 3000)
        from size in Gen.Choose(32, 512)
        from overlap in Gen.Choose(0, size / 2)
        from gridStep in Gen.OneOf(Gen.Elements(1, 4, 8, 16), Gen.Choose(1, size - overlap))
        from maxTiles in Gen.OneOf(Gen.Choose(1, 80), Gen.Constant(int.MaxValue))
        select new Layout(width, height, size, overlap, Math.Min(gridStep, size - overlap), maxTiles);

    [Fact]
    public void Plan_AnyFullLayout_CoversEveryPixelOnTheGrid()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Layouts.ToArbitrary(), layout =>
        {
            var full = layout with { MaxTiles = int.MaxValue };
            var plan = full.Plan();
            var (x, y) = Axes(plan);

            Assert.False(plan.IsSampled);
            AssertAxis(x, full.Width, full);
            AssertAxis(y, full.Height, full);
        }));
    }

    [Fact]
    public void Plan_AnySampledLayout_KeepsLimitEndsAndGrid()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Layouts.ToArbitrary(), layout =>
        {
            var full = (layout with { MaxTiles = int.MaxValue }).Plan();
            var (fullX, fullY) = Axes(full);
            var plan = layout.Plan();
            var (x, y) = Axes(plan);

            Assert.True(plan.Tiles.Count <= layout.MaxTiles);
            Assert.Equal(full.Tiles.Count, plan.FullCount);
            Assert.Equal(full.Tiles.Count > layout.MaxTiles, plan.IsSampled);
            AssertSample(x, fullX, layout.GridStep);
            AssertSample(y, fullY, layout.GridStep);

            // No further row or column would have fitted.
            Assert.True(x.Length == fullX.Length || (x.Length + 1) * y.Length > layout.MaxTiles);
            Assert.True(y.Length == fullY.Length || (y.Length + 1) * x.Length > layout.MaxTiles);
        }));
    }

    [Theory]
    [InlineData(256, 256, "0")]
    [InlineData(64, 257, "0;0,16")]
    [InlineData(448, 256, "0,192")]
    [InlineData(700, 256, "0,144,288,448")]
    public void Plan_KnownSide_GivesKnownOrigins(int width, int height, string origins)
    {
        var plan = new Layout(width, height, 256, 64, 16, 99).Plan();
        var (x, y) = Axes(plan);

        var actual = y.Length == 1 ? string.Join(',', x) : $"{string.Join(',', x)};{string.Join(',', y)}";

        Assert.Equal(origins, actual);
    }

    [Fact]
    public void Plan_OneTileAllowed_TakesTheMiddle()
    {
        var plan = new Layout(1024, 512, 256, 0, 16, 1).Plan();

        Assert.Equal(new Tile(384, 128), Assert.Single(plan.Tiles));
        Assert.Equal(8, plan.FullCount);
    }

    [Fact]
    public void Plan_LongThinImage_SpreadsTheLimitAlongIt()
    {
        var plan = new Layout(60000, 300, 256, 0, 1, 10).Plan();
        var (x, y) = Axes(plan);

        Assert.Equal(10, x.Length);
        Assert.Single(y);
        Assert.Equal(60000 - 256, x[^1]);
    }

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(256, 129, 1, 1)]
    [InlineData(256, -1, 1, 1)]
    [InlineData(256, 0, 0, 1)]
    [InlineData(256, 0, 1, 0)]
    [InlineData(256, 64, 1, 200)]
    public void Plan_NumberOutOfRange_Throws(int size, int overlap, int maxTiles, int gridStep)
    {
        var layout = new Layout(1000, 1000, size, overlap, gridStep, maxTiles);

        Assert.Throws<ArgumentOutOfRangeException>(layout.Plan);
    }

    private static void AssertAxis(int[] origins, int side, Layout layout)
    {
        var reach = origins[^1] + layout.Size - side;
        Assert.Equal(0, origins[0]);
        Assert.True(reach >= 0 && (reach < layout.GridStep || side <= layout.Size));
        for (var i = 1; i < origins.Length; i++)
        {
            Assert.Equal(0, origins[i] % layout.GridStep);
            Assert.InRange(origins[i] - origins[i - 1], 1, layout.Size - layout.Overlap);
        }
    }

    private static void AssertSample(int[] origins, int[] full, int gridStep)
    {
        Assert.All(origins, origin => Assert.Equal(0, origin % gridStep));
        Assert.Equal(origins.Distinct(), origins);
        if (origins.Length == 1)
        {
            Assert.InRange((full[^1] / 2) - origins[0], 0, gridStep);
            return;
        }

        Assert.Equal(0, origins[0]);
        Assert.Equal(full[^1], origins[^1]);
        var gaps = origins.Zip(origins.Skip(1), (a, b) => b - a).ToArray();
        Assert.InRange(gaps.Max() - gaps.Min(), 0, gridStep);
    }

    /// <summary>The distinct origins of both axes; checks that the tiles are their product, row by row.</summary>
    private static (int[] X, int[] Y) Axes(TilePlan plan)
    {
        var x = plan.Tiles.Select(tile => tile.X).Distinct().Order().ToArray();
        var y = plan.Tiles.Select(tile => tile.Y).Distinct().Order().ToArray();
        Assert.Equal(from b in y from a in x select new Tile(a, b), plan.Tiles);
        return (x, y);
    }

    private sealed record Layout(int Width, int Height, int Size, int Overlap, int GridStep, int MaxTiles)
    {
        public TilePlan Plan()
        {
            var framing = new FramingSpec
            {
                Method = FramingMethod.Tiles, Size = Size, Overlap = Overlap, MaxTiles = MaxTiles,
            };
            return TilePlanner.Plan(Width, Height, framing, GridStep);
        }
    }
}
