using Detector.Server.Security;
using Microsoft.Extensions.Logging;

namespace Detector.Server.Tests.Security;

public sealed class ClientRegistryTests
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(10);

    [Fact]
    public void Start_NoClients_ServesLocalCallersUnderTheDefaults()
    {
        using var setup = new AccessSetup(("Defaults:MaxConcurrent", "3"));

        Assert.False(setup.Current.HasClients);
        Assert.Equal(3, setup.Current.Clients[AccessState.LocalName].Gate.Limits.MaxConcurrent);
    }

    [Fact]
    public void Start_ClientsInSettingsAndFile_KnowsBoth()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "key a"));
        setup.Set(("KeysFile", setup.Write("keys.json", KeysFile("b", "key b"))));

        Assert.Equal("a", setup.Current.Keys.Find("key a")?.Name);
        Assert.Equal("b", setup.Current.Keys.Find("key b")?.Name);
        Assert.DoesNotContain(AccessState.LocalName, setup.Current.Clients.Keys);
    }

    [Fact]
    public void Reload_KeyRotatedInSettings_TakesTheNewOneThenDropsTheOldOne()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "old"));
        Assert.NotNull(setup.Current.Keys.Find("old"));

        setup.Set(("Clients:0:KeyHashes:1", ApiKeys.HashText("new")));
        Assert.NotNull(setup.Current.Keys.Find("old"));
        Assert.NotNull(setup.Current.Keys.Find("new"));

        setup.Set(("Clients:0:KeyHashes:0", ApiKeys.HashText("new")), ("Clients:0:KeyHashes:1", null));
        Assert.Null(setup.Current.Keys.Find("old"));
        Assert.NotNull(setup.Current.Keys.Find("new"));
    }

    [Fact]
    public void Reload_KeysFileRewritten_IsReadAtTheNextTurn()
    {
        using var setup = new AccessSetup();
        setup.Set(("KeysFile", setup.Write("keys.json", KeysFile("a", "old"))));
        Assert.NotNull(setup.Current.Keys.Find("old"));

        for (var turn = 0; turn < 3; turn++)
        {
            setup.Write("keys.json", KeysFile("a", $"new {turn}"));
            setup.Time.Advance(ReadAgain);
            Assert.Equal("a", setup.Current.Keys.Find($"new {turn}")?.Name);
        }

        Assert.Null(setup.Current.Keys.Find("old"));
    }

    [Fact]
    public void Reload_NothingChanged_KeepsTheState()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "key"));
        var before = setup.Current;

        setup.Set();
        setup.Time.Advance(ReadAgain);

        Assert.Same(before, setup.Current);
        Assert.Single(setup.Log.Entries);
    }

    [Fact]
    public void Reload_NotValid_KeepsTheOldOneAndSaysWhyOnce()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "key"));
        var before = setup.Current;

        setup.Set(("Clients:0:Name", "Not A Name"));
        setup.Time.Advance(ReadAgain);
        setup.Time.Advance(ReadAgain);

        Assert.Same(before, setup.Current);
        var entry = Assert.Single(setup.Log.Entries, entry => entry.Level == LogLevel.Warning);
        Assert.Contains("Access:Clients:0:Name is 'Not A Name'", entry.Message, StringComparison.Ordinal);

        setup.Set(("Clients:0:Name", "a-name"));
        Assert.Equal("a-name", setup.Current.Keys.Find("key")?.Name);
    }

    [Theory]
    [InlineData("{ \"Clients\": [ ")]
    [InlineData(null)]
    public void Reload_KeysFileDamagedOrGone_KeepsTheOldKeys(string? content)
    {
        using var setup = new AccessSetup();
        var path = setup.Write("keys.json", KeysFile("a", "key"));
        setup.Set(("KeysFile", path));
        Assert.NotNull(setup.Current.Keys.Find("key"));

        if (content is null)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, content);
        }

        setup.Time.Advance(ReadAgain);

        Assert.NotNull(setup.Current.Keys.Find("key"));
        Assert.Single(setup.Log.Entries, entry => entry.Level == LogLevel.Warning);
    }

    [Fact]
    public void Reload_KeysFileComesLaterThanItsSetting_IsReadWhenItIsThere()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "key a"));
        Assert.NotNull(setup.Current);
        setup.Set(("KeysFile", Path.Combine(setup.Folder, "keys.json")));
        Assert.Null(setup.Current.Keys.Find("key b"));

        setup.Write("keys.json", KeysFile("b", "key b"));
        setup.Time.Advance(ReadAgain);

        Assert.Equal("b", setup.Current.Keys.Find("key b")?.Name);
    }

    [Fact]
    public void Reload_SettingsGoneWithoutBeingTold_KeepsThemAndFollowsTheKeysFile()
    {
        using var setup = new AccessSetup(("Defaults:MaxConcurrent", "3"));
        setup.Set(("KeysFile", setup.Write("keys.json", KeysFile("a", "old"))));
        Assert.NotNull(setup.Current.Keys.Find("old"));

        // What a settings file leaves behind that can no longer be read.
        setup.Configuration["Access:KeysFile"] = null;
        setup.Configuration["Access:Defaults:MaxConcurrent"] = "0";
        setup.Write("keys.json", KeysFile("a", "new"));
        setup.Time.Advance(ReadAgain);

        Assert.NotNull(setup.Current.Keys.Find("new"));
        Assert.Equal(3, setup.Current.Options.Defaults.MaxConcurrent);
    }

    [Fact]
    public void Reload_LastClientGone_IsRefusedSinceItWouldOpenTheServer()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "key"));
        var before = setup.Current;

        setup.Set(("Clients:0:Name", null), ("Clients:0:KeyHashes:0", null));

        Assert.Same(before, setup.Current);
        Assert.Contains(setup.Log.Entries, entry => entry.Message.Contains("anybody could call", StringComparison.Ordinal));
    }

    [Fact]
    public void Reload_FirstClientCame_AsksForCredentialsFromThenOn()
    {
        using var setup = new AccessSetup();
        Assert.False(setup.Current.HasClients);

        setup.Set(AccessSetup.Client(0, "a", "key"));

        Assert.True(setup.Current.HasClients);
        Assert.DoesNotContain(AccessState.LocalName, setup.Current.Clients.Keys);
    }

    [Fact]
    public void Reload_AuthoritiesCame_IsRefusedSinceConnectionsDoNotAskForCertificates()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "key"));
        using var authority = new TestAuthority(setup.Time.GetUtcNow());
        var before = setup.Current;

        setup.Set(("ClientCaFile", setup.Write("ca.pem", authority.Pem)));

        Assert.Same(before, setup.Current);
        Assert.Contains(setup.Log.Entries, entry => entry.Message.Contains("restart", StringComparison.Ordinal));
    }

    [Fact]
    public void Reload_OtherClientChanged_KeepsWhatThisOneHasUsed()
    {
        using var setup = new AccessSetup(
            [.. AccessSetup.Client(0, "a", "key a"), .. AccessSetup.Client(1, "b", "key b"),
                ("Defaults:MaxConcurrent", "1")]);
        var (a, b) = (setup.Current.Clients["a"], setup.Current.Clients["b"]);

        setup.Set(("Clients:1:MaxConcurrent", "2"));

        Assert.Same(a.Gate, setup.Current.Clients["a"].Gate);
        Assert.NotSame(b.Gate, setup.Current.Clients["b"].Gate);
    }

    [Fact]
    public void Dispose_ThenTimePasses_ReadsNothingAnyMore()
    {
        var setup = new AccessSetup();
        setup.Set(("KeysFile", setup.Write("keys.json", KeysFile("a", "old"))));
        var registry = setup.Registry;
        registry.Dispose();

        setup.Write("keys.json", KeysFile("a", "new"));
        setup.Time.Advance(ReadAgain);

        Assert.Null(registry.Current.Keys.Find("new"));
        setup.Dispose();
    }

    private static string KeysFile(string name, string key) =>
        $$"""{ "Clients": [ { "Name": "{{name}}", "KeyHashes": [ "{{ApiKeys.HashText(key)}}" ], "MaxConcurrent": 5 } ] }""";
}
