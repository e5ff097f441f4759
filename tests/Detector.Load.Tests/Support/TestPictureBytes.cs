namespace Detector.Load.Tests.Support;

/// <summary>Bytes that stand for a picture where nobody decodes them.</summary>
internal static class TestPictureBytes
{
    public static byte[] Create(int seed, int length = 500)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
