using System.Buffers.Text;
using System.Security.Cryptography;
using Detector.Server.Security;

namespace Detector.Server.Tests.Security;

public sealed class KeyTableTests
{
    [Fact]
    public void IndexOf_WhereverTheHashIs_ComparesEveryCandidate()
    {
        var hashes = Enumerable.Range(0, 7).Select(i => ApiKeys.Hash($"key {i}")).ToArray();
        byte[] candidates = [.. hashes.SelectMany(hash => hash)];

        for (var i = 0; i < hashes.Length; i++)
        {
            Assert.Equal(i, KeyTable.IndexOf(candidates, hashes[i], out var compared));
            Assert.Equal(hashes.Length, compared);
        }

        Assert.Equal(-1, KeyTable.IndexOf(candidates, ApiKeys.Hash("another"), out var all));
        Assert.Equal(hashes.Length, all);
    }

    [Fact]
    public void Find_SeveralKeysOfSeveralClients_GivesTheOwner()
    {
        var (a, b) = (Client("a"), Client("b"));
        var table = new KeyTable([(ApiKeys.Hash("a old"), a), (ApiKeys.Hash("b"), b), (ApiKeys.Hash("a new"), a)]);

        Assert.Same(a, table.Find("a old"));
        Assert.Same(a, table.Find("a new"));
        Assert.Same(b, table.Find("b"));
        Assert.Null(table.Find("A new"));
    }

    [Fact]
    public void Find_EmptyOrTooLong_FindsNobodyEvenWhereTheHashIsThere()
    {
        var longest = new string('k', ApiKeys.MaxLength);
        var table = new KeyTable(
            [(ApiKeys.Hash(""), Client("a")), (ApiKeys.Hash(longest), Client("b")),
                (ApiKeys.Hash(longest + "k"), Client("c"))]);

        Assert.Null(table.Find(""));
        Assert.Equal("b", table.Find(longest)?.Name);
        Assert.Null(table.Find(longest + "k"));
    }

    [Fact]
    public void Find_NoKeys_FindsNobody() => Assert.Null(new KeyTable([]).Find("key"));

    [Fact]
    public void Hash_KnownText_IsSha256() => Assert.Equal(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", ApiKeys.HashText("abc"));

    [Fact]
    public void Create_Twice_GivesDifferentKeysOf256Bits()
    {
        var keys = (First: ApiKeys.Create(), Second: ApiKeys.Create());

        Assert.NotEqual(keys.First, keys.Second);
        Assert.StartsWith("dk_", keys.First, StringComparison.Ordinal);
        Assert.Equal(32, Base64Url.DecodeFromChars(keys.First.AsSpan(3)).Length);
    }

    [Fact]
    public void KeyCommand_Run_WritesAKeyAndItsHash()
    {
        var output = new StringWriter();

        var exit = KeyCommand.Run(output);

        var words = output.ToString().Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        var key = words[Array.IndexOf(words, "key:") + 1];
        var hash = words[Array.IndexOf(words, "sha256:") + 1];
        Assert.Equal(0, exit);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key))), hash);
        Assert.Contains($"DETECTOR__Access__Clients__0__KeyHashes__0={hash}", output.ToString(), StringComparison.Ordinal);
    }

    private static AccessClient Client(string name) =>
        new(name, new ClientGate(name, LimitValues.Of(null, new LimitOptions()), TimeProvider.System));
}
