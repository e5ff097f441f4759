using Detector.Load.Wire;

namespace Detector.Load.Tests.Wire;

public sealed class PictureSizeTests
{
    [Fact]
    public void Parse_ColumnsTimesRows_ReadsBoth()
    {
        Assert.Equal(new PictureSize(1024, 768), PictureSize.Parse("1024x768"));
    }

    [Theory]
    [InlineData("1024")]
    [InlineData("63x64")]
    [InlineData("64x10001")]
    [InlineData("-64x64")]
    [InlineData("64x64x64")]
    public void Parse_AnythingElse_IsNull(string text)
    {
        Assert.Null(PictureSize.Parse(text));
    }
}
