using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Preprocessing;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Tests.Preprocessing;

public sealed class TensorWriterTests
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Std = [0.229f, 0.224f, 0.225f];

    private static readonly Gen<Case> Cases =
        from width in Gen.Choose(1, 90)
        from height in Gen.Choose(1, 60)
        from size in Gen.Choose(1, 70)
        from x in Gen.Choose(0, 60)
        from y in Gen.Choose(0, 60)
        from layout in Gen.Elements(TensorLayout.Nchw, TensorLayout.Nhwc)
        from order in Gen.Elements(ChannelOrder.Rgb, ChannelOrder.Bgr)
        select new Case(width, height, size, new Tile(x, y), layout, order);

    [Fact]
    public void Write_AnyLayoutOrderAndOverhang_EqualsTheFormula()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Cases.ToArbitrary(), c =>
        {
            using var image = TestPixels.Pattern(c.Width, c.Height);
            var writer = new TensorWriter(Input(c.Layout, c.Order), c.Size);
            var slot = new float[writer.SlotLength];
            Array.Fill(slot, float.NaN);

            writer.Write(image, c.Tile, slot);

            AssertSlot(image, c, slot);
        }));
    }

    [Theory]
    [InlineData(TensorLayout.Nchw)]
    [InlineData(TensorLayout.Nhwc)]
    public void Write_LineTooLongForTheStack_IsStillMirrored(TensorLayout layout)
    {
        var c = new Case(1000, 8, 1400, new Tile(0, 0), layout, ChannelOrder.Bgr);
        using var image = TestPixels.Pattern(c.Width, c.Height);
        var writer = new TensorWriter(Input(c.Layout, c.Order), c.Size);
        var slot = new float[writer.SlotLength];

        writer.Write(image, c.Tile, slot);

        var sample = c.Layout == TensorLayout.Nchw ? slot[1399] : slot[1399 * 3];
        Assert.Equal(Formula(image.Row(0)[(3 * TestPixels.WalkMirror(1399, 1000)) + 2], 0), sample, 1e-5f);
    }

    [Fact]
    public void Write_SameByteEverywhere_GivesOneValuePerPlane()
    {
        // Wide enough for the vector path and with a rest for the scalar one: both must round alike.
        using var image = TestPixels.Plain(37, 37, 77, 77, 77);
        var writer = new TensorWriter(Input(TensorLayout.Nchw, ChannelOrder.Rgb), 37);
        var slot = new float[writer.SlotLength];

        writer.Write(image, new Tile(0, 0), slot);

        Assert.Equal(3, slot.Distinct().Count());
    }

    [Fact]
    public void Write_SameSlotTwice_AllocatesNothing()
    {
        using var image = TestPixels.Pattern(300, 300);
        var writer = new TensorWriter(Input(TensorLayout.Nchw, ChannelOrder.Rgb), 64);
        var slot = new float[writer.SlotLength];
        writer.Write(image, new Tile(280, 280), slot);
        var before = GC.GetAllocatedBytesForCurrentThread();

        writer.Write(image, new Tile(0, 0), slot);
        writer.Write(image, new Tile(280, 280), slot);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Write_SlotOfAnotherLength_Throws()
    {
        using var image = TestPixels.Plain(8, 8, 0, 0, 0);
        var writer = new TensorWriter(Input(TensorLayout.Nchw, ChannelOrder.Rgb), 8);

        Assert.Throws<ArgumentException>(() => writer.Write(image, new Tile(0, 0), new float[191]));
    }

    [Fact]
    public void Constructor_ZeroDeviation_Throws()
    {
        var input = Input(TensorLayout.Nchw, ChannelOrder.Rgb) with { Std = [1, 0, 1] };

        Assert.Throws<ArgumentException>(() => new TensorWriter(input, 8));
    }

    private static void AssertSlot(PixelBuffer image, Case c, float[] slot)
    {
        for (var i = 0; i < slot.Length; i++)
        {
            var area = c.Size * c.Size;
            var (channel, pixel) = c.Layout == TensorLayout.Nchw ? (i / area, i % area) : (i % 3, i / 3);
            var row = image.Row(TestPixels.WalkMirror(c.Tile.Y + (pixel / c.Size), c.Height));
            var x = TestPixels.WalkMirror(c.Tile.X + (pixel % c.Size), c.Width);
            var source = c.Order == ChannelOrder.Rgb ? channel : 2 - channel;
            var difference = Math.Abs(Formula(row[(3 * x) + source], channel) - slot[i]);
            if (!(difference < 1e-5))
            {
                Assert.Fail($"Value {i} is {slot[i]}, off by {difference}.");
            }
        }
    }

    private static float Formula(byte value, int channel) => (float)((value / 255.0 - Mean[channel]) / Std[channel]);

    private static InputSpec Input(TensorLayout layout, ChannelOrder order) =>
        new("image", layout, TensorType.Float32, order, 1 / 255f, Mean, Std);

    private sealed record Case(int Width, int Height, int Size, Tile Tile, TensorLayout Layout, ChannelOrder Order);
}
