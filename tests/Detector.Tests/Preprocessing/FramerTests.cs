using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Tests.Preprocessing;

public sealed class FramerTests
{
    [Fact]
    public void Frame_Tiles_BorrowsThePixels()
    {
        using var image = TestPixels.Pattern(300, 200);
        var framing = new FramingSpec { Method = FramingMethod.Tiles, Size = 128, Overlap = 32, MaxTiles = 50 };

        using (var framed = new Framer(framing, 16).Frame(image))
        {
            Assert.Same(image, framed.Pixels);
            Assert.False(framed.OwnsPixels);
            Assert.Equal(6, framed.Plan.Tiles.Count);
            Assert.Equal(new FrameGeometry(300, 200), framed.Geometry);
        }

        Assert.Equal(900, image.Row(0).Length);
    }

    [Fact]
    public void Frame_Resize_StretchesTheWholeImage()
    {
        using var image = TestPixels.Pattern(80, 50);
        var framing = new FramingSpec
        {
            Method = FramingMethod.Resize, Size = 32, Filter = ResampleFilter.Bicubic,
        };
        using var expected = Resampler.Resize(image, 32, 32, ResampleFilter.Bicubic);

        using var framed = new Framer(framing, 1).Frame(image);

        Assert.Equal(TestPixels.Bytes(expected), TestPixels.Bytes(framed.Pixels));
        Assert.Equal(new FrameGeometry(80, 50, 2.5, 50 / 32.0), framed.Geometry);
        Assert.Equal(new Tile(0, 0), Assert.Single(framed.Plan.Tiles));
    }

    [Fact]
    public void Frame_OwnPixels_AreFreedWithTheFrame()
    {
        using var image = TestPixels.Pattern(80, 50);
        var framing = new FramingSpec { Method = FramingMethod.Resize, Size = 32 };
        var framed = new Framer(framing, 1).Frame(image);

        framed.Dispose();

        Assert.True(framed.OwnsPixels);
        Assert.Throws<ObjectDisposedException>(() => framed.Pixels.Row(0).Length);
        Assert.Equal(240, image.Row(0).Length);
    }

    [Fact]
    public void Frame_CenterCropAtNativeSize_CopiesTheMiddle()
    {
        using var image = TestPixels.Pattern(50, 41);
        var framing = new FramingSpec { Method = FramingMethod.CenterCrop, Size = 20 };

        using var framed = new Framer(framing, 1).Frame(image);

        // (50 - 20) / 2 = 15 and (41 - 20) / 2 = 10.5, which goes to the even 10.
        for (var y = 0; y < 20; y++)
        {
            Assert.Equal(image.Row(y + 10).Slice(45, 60).ToArray(), framed.Pixels.Row(y).ToArray());
        }

        Assert.Equal(new FrameGeometry(50, 41, 1, 1, 15, 10), framed.Geometry);
    }

    [Theory]
    [InlineData(89, 60, 47, 32)]
    [InlineData(60, 91, 32, 48)]
    public void Frame_CenterCropAfterResize_CutsTheResizedImage(int width, int height, int newWidth, int newHeight)
    {
        using var image = TestPixels.Pattern(width, height);
        var framing = new FramingSpec
        {
            Method = FramingMethod.CenterCrop, Size = 24, ResizeShorterSide = 32, Filter = ResampleFilter.Lanczos,
        };
        using var resized = Resampler.Resize(image, newWidth, newHeight, ResampleFilter.Lanczos);

        using var framed = new Framer(framing, 1).Frame(image);

        var left = (int)Math.Round(framed.Geometry.OffsetX / framed.Geometry.ScaleX);
        var top = (int)Math.Round(framed.Geometry.OffsetY / framed.Geometry.ScaleY);
        for (var y = 0; y < 24; y++)
        {
            Assert.Equal(resized.Row(y + top).Slice(3 * left, 72).ToArray(), framed.Pixels.Row(y).ToArray());
        }

        Assert.Equal(width / (double)newWidth, framed.Geometry.ScaleX, 12);
        Assert.InRange(left - ((newWidth - 24) / 2.0), -0.5, 0.5);
        Assert.InRange(top - ((newHeight - 24) / 2.0), -0.5, 0.5);
    }

    [Fact]
    public void Frame_CenterCropOfSmallImage_IsFilledByReflection()
    {
        using var image = TestPixels.Pattern(6, 40);
        var framing = new FramingSpec { Method = FramingMethod.CenterCrop, Size = 20 };

        using var framed = new Framer(framing, 1).Frame(image);

        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 20; x++)
            {
                var expected = image.Row(y + 10).Slice(3 * TestPixels.WalkMirror(x - 7, 6), 3);
                Assert.Equal(expected.ToArray(), framed.Pixels.Row(y).Slice(3 * x, 3).ToArray());
            }
        }

        Assert.Equal(-7, framed.Geometry.OffsetX);
    }

    [Fact]
    public void Frame_CenterCropOfHairLine_ResizesOnlyWhatIsKept()
    {
        // The whole resized image would take 224 x 6.7 million pixels.
        using var image = TestPixels.Plain(1, 30000, 9, 9, 9);
        var framing = new FramingSpec { Method = FramingMethod.CenterCrop, Size = 224, ResizeShorterSide = 224 };

        using var framed = new Framer(framing, 1).Frame(image);

        Assert.Equal(224, framed.Pixels.Height);
        Assert.Equal(9, framed.Pixels.Row(223)[^1]);
    }
}
