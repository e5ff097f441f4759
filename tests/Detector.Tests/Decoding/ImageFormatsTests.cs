using System.Text;
using Detector.Decoding;

namespace Detector.Tests.Decoding;

public sealed class ImageFormatsTests
{
    [Theory]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("\n <?xml version='1.0'?><!-- a --><svg/>", "SVG")]
    [InlineData("8BPS\0\u0001", "Photoshop")]
    [InlineData("P6\n96 64\n255\n", "PNM")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "HEIC (HEVC)")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heix", "HEIC (HEVC)")]
    [InlineData("\0\0\0\u0014ftypisom\0\0\0\0mp42", "video or other ISO media")]
    [InlineData("\0\0\0\u000CJXL \r\n", "JPEG XL")]
    [InlineData("II*\0\u0010\0\0\0CR\u0002\0", "camera raw (CR2)")]
    public void Identify_KnownButNotAccepted_IsNamed(string start, string name)
    {
        Assert.Equal(new ImageFormat(name, IsAccepted: false), ImageFormats.Identify(Encoding.Latin1.GetBytes(start)));
    }

    [Theory]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1miaf", "avif")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0miafavif", "avif")]
    [InlineData("II*\0\u0008\0\0\0", "tiff")]
    [InlineData("MM\0*\0\0\0\u0008", "tiff")]
    [InlineData("II+\0\u0008\0\0\0", "tiff")]
    [InlineData("GIF87a", "gif")]
    public void Identify_Accepted_IsNamed(string start, string name)
    {
        Assert.Equal(new ImageFormat(name, IsAccepted: true), ImageFormats.Identify(Encoding.Latin1.GetBytes(start)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("BM is how this text begins, though it is none")]
    [InlineData("<html><body>404 Not Found</body></html>")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("RIFF\0\0\0\0WAVE")]
    [InlineData("GIF90a")]
    [InlineData("\0\0\0\u0018fty")]
    public void Identify_NoImage_IsNull(string start)
    {
        Assert.Null(ImageFormats.Identify(Encoding.Latin1.GetBytes(start)));
    }
}
