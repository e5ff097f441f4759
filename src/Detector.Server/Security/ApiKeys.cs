using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Detector.Server.Security;

/// <summary>The keys that clients prove themselves with. Only their hashes are kept.</summary>
internal static class ApiKeys
{
    /// <summary>Longest key, characters. Longer ones are bad without being hashed.</summary>
    public const int MaxLength = 256;

    /// <summary>
    /// What the keys begin with that are made here, so that a scanner for leaked secrets can find them.
    /// </summary>
    public const string Prefix = "dk_";

    /// <summary>Makes a key of 256 random bits.</summary>
    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 of the key's UTF-8 bytes. Unsalted, as a key of 256 random bits is in no table.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>The hash as it stands in the configuration: 64 lower-case hexadecimal digits.</summary>
    public static string HashText(string key) => Convert.ToHexStringLower(Hash(key));
}
