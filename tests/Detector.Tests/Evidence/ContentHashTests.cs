using Detector.Evidence;

namespace Detector.Tests.Evidence;

public sealed class ContentHashTests
{
    // FIPS 180-4 examples: the empty message, and "abc".
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Sha256_KnownMessages_GivesTheirHashInLowerCase(string message, string hash) =>
        Assert.Equal(hash, ContentHash.Sha256([.. message.Select(c => (byte)c)]));
}
