using System.Security.Cryptography;

namespace Detector.Server.Security;

/// <summary>Finds the client of a key in a time that tells nothing about the hashes.</summary>
/// <param name="entries">Hashes of 32 bytes, no two alike, and whose they are.</param>
internal sealed class KeyTable(IReadOnlyList<(byte[] Hash, AccessClient Client)> entries)
{
    private readonly byte[] _hashes = [.. entries.SelectMany(entry => entry.Hash)];
    private readonly AccessClient[] _clients = [.. entries.Select(entry => entry.Client)];

    /// <summary>Number of keys.</summary>
    public int Count => _clients.Length;

    /// <summary>The client whose key it is; null where it is nobody's, empty or too long.</summary>
    public AccessClient? Find(string key) =>
        key.Length is 0 or > ApiKeys.MaxLength ? null : Find(ApiKeys.Hash(key));

    /// <summary>The client whose key has this hash; null where it is nobody's.</summary>
    /// <param name="hash">32 bytes.</param>
    public AccessClient? Find(ReadOnlySpan<byte> hash)
    {
        var index = IndexOf(_hashes, hash, out _);
        return index < 0 ? null : _clients[index];
    }

    /// <summary>
    /// Index of the hash among the candidates, which lie one after another; -1 where it is none of them.
    /// </summary>
    /// <param name="candidates">No two alike.</param>
    /// <param name="hash">What is looked for.</param>
    /// <param name="compared">How many were compared: always all.</param>
    internal static int IndexOf(ReadOnlySpan<byte> candidates, ReadOnlySpan<byte> hash, out int compared)
    {
        var found = 0;
        compared = 0;
        while (candidates.Length > 0)
        {
            compared++;
            var equal = Convert.ToInt32(CryptographicOperations.FixedTimeEquals(candidates[..hash.Length], hash));
            // No jump that depends on the outcome: a mask of all ones where they are equal.
            found |= compared & -equal;
            candidates = candidates[hash.Length..];
        }

        return found - 1;
    }
}
