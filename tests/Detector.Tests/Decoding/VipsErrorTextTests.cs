using Detector.Decoding;

namespace Detector.Tests.Decoding;

public sealed class VipsErrorTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("VipsJpeg: premature end of JPEG image\nother: line\n", " (premature end of JPEG image)")]
    [InlineData("jpegload_buffer: VipsJpeg: bad marker", " (bad marker)")]
    [InlineData("unable to open /home/someone/file.png for reading", " (unable to open  for reading)")]
    [InlineData("unable to open C:\\Users\\x\\file.png", " (unable to open)")]
    [InlineData("pngload: chunk \u0001\u00ff\u202e", " (chunk)")]
    public void ForUsers_Line_IsCleaned(string? errors, string expected)
    {
        Assert.Equal(expected, VipsErrorText.ForUsers(errors));
    }

    [Fact]
    public void ForUsers_LongLine_IsCut()
    {
        Assert.Equal(123, VipsErrorText.ForUsers(new string('a', 5000)).Length);
    }
}
