using System.Security.Cryptography;

namespace Detector.Evidence;

/// <summary>Names an image in results and logs without showing it.</summary>
public static class ContentHash
{
    /// <summary>SHA-256 of the encoded bytes, 64 lower-case hexadecimal digits.</summary>
    /// <param name="encoded">The whole encoded file.</param>
    public static string Sha256(ReadOnlySpan<byte> encoded)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(encoded, hash);
        return Convert.ToHexStringLower(hash);
    }
}
