using System.Text.Json;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Preprocessing;

namespace Detector.Tests.Preprocessing;

public sealed class ResamplerTests
{
    private static readonly JsonElement Fixture = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "assets", "resampling", "expected.json"))).RootElement;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Fixture.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resize_PillowsPicture_DiffersByAtMostOne(int index)
    {
        var expectation = Fixture.GetProperty("cases")[index];
        var expected = expectation.GetProperty("pixels").GetBytesFromBase64();
        using var source = FixturePicture();

        using var actual = Resampler.Resize(
            source, expectation.GetProperty("width").GetInt32(), expectation.GetProperty("height").GetInt32(),
            Enum.Parse<ResampleFilter>(expectation.GetProperty("filter").GetString()!));

        var largest = TestPixels.Bytes(actual).Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        Assert.Equal(expected.Length, actual.ByteCount);
        Assert.InRange(largest, 0, 1);
    }

    [Theory]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Bicubic)]
    [InlineData(ResampleFilter.Lanczos)]
    public void Resize_SameSize_ChangesNothing(ResampleFilter filter)
    {
        using var source = TestPixels.Pattern(53, 31);

        using var actual = Resampler.Resize(source, 53, 31, filter);

        Assert.Equal(TestPixels.Bytes(source), TestPixels.Bytes(actual));
    }

    [Theory]
    [InlineData(ResampleFilter.Bilinear)]
    [InlineData(ResampleFilter.Bicubic)]
    [InlineData(ResampleFilter.Lanczos)]
    public void Resize_PlainPicture_StaysPlain(ResampleFilter filter)
    {
        using var source = TestPixels.Plain(100, 41, 255, 128, 1);
        using var expected = TestPixels.Plain(33, 77, 255, 128, 1);

        using var actual = Resampler.Resize(source, 33, 77, filter);

        Assert.Equal(TestPixels.Bytes(expected), TestPixels.Bytes(actual));
    }

    [Fact]
    public void Resize_Window_EqualsThatPartOfTheWhole()
    {
        using var source = TestPixels.Pattern(90, 70);
        using var whole = Resampler.Resize(source, 60, 50, ResampleFilter.Bicubic);

        using var window = Resampler.Resize(
            source, new AxisWindow(90, 60, 11, 20), new AxisWindow(70, 50, 7, 15), ResampleFilter.Bicubic);

        for (var y = 0; y < 15; y++)
        {
            Assert.Equal(whole.Row(y + 7).Slice(33, 60).ToArray(), window.Row(y).ToArray());
        }
    }

    [Fact]
    public void Resize_NoColumns_Throws()
    {
        using var source = TestPixels.Plain(4, 4, 0, 0, 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(source, 0, 4, ResampleFilter.Bilinear));
    }

    private static PixelBuffer FixturePicture()
    {
        var bytes = Fixture.GetProperty("pixels").GetBytesFromBase64();
        var pixels = PixelBuffer.Allocate(
            Fixture.GetProperty("width").GetInt32(), Fixture.GetProperty("height").GetInt32());
        for (var y = 0; y < pixels.Height; y++)
        {
            bytes.AsSpan(y * pixels.Width * 3, pixels.Width * 3).CopyTo(pixels.Row(y));
        }

        return pixels;
    }
}
