using Detector.Server.Security;

namespace Detector.Server.Tests.Security;

public sealed class AccessRulesTests
{
    private const string Key = "dk_0123456789";

    [Theory]
    [InlineData("Clients:0:Name", "Partner A", "Access:Clients:0:Name is 'Partner A'", "a-z, 0-9 and -")]
    [InlineData("Clients:0:Name", "", "Access:Clients:0:Name is ''", "1 to 64")]
    [InlineData("Clients:0:KeyHashes:1", "abc", "Access:Clients:0:KeyHashes:1 (a) has 3 characters", "Detector.Server key")]
    [InlineData("Clients:0:CertificateNames:0", "a.example", "Access:Clients:0:CertificateNames (a)", "Access:ClientCaFile")]
    [InlineData("Clients:0:CertificateNames:0", " ", "Access:Clients:0:CertificateNames:0 (a) has 1 characters", "1 to 256")]
    [InlineData("Clients:0:ImagesPerSecond", "-1", "Access:Clients:0:ImagesPerSecond is -1", "0 (unlimited) to 1000000")]
    [InlineData("Clients:0:MegapixelBurst", "NaN", "Access:Clients:0:MegapixelBurst is NaN", "change it")]
    [InlineData("Defaults:MaxConcurrent", "1000001", "Access:Defaults:MaxConcurrent is 1000001", "1000000")]
    [InlineData("MaxClients", "0", "Access:MaxClients is 0", "1 to 10000")]
    [InlineData("BadAttemptsPerMinute", "-1", "Access:BadAttemptsPerMinute is -1", "0 to 100000")]
    [InlineData("ReloadSeconds", "3601", "Access:ReloadSeconds is 3601", "1 to 3600")]
    [InlineData("ReloadSeconds", "soon", "Section Access cannot be read", "ReloadSeconds")]
    [InlineData("Defaults:ImagesPerSeconds", "5", "Section Access cannot be read", "ImagesPerSeconds")]
    [InlineData("KeysFile", "no/such/file.json", "Access:KeysFile is no/such/file.json", "cannot be read")]
    [InlineData("ClientCaFile", "no/such/file.pem", "Access:ClientCaFile is no/such/file.pem", "cannot be read")]
    public void Start_OneSettingWrong_NamesItAndTheFix(string name, string value, string setting, string fix)
    {
        using var setup = new AccessSetup([.. AccessSetup.Client(0, "a", Key), (name, value)]);

        var problem = setup.Problem();

        Assert.Contains(setting, problem, StringComparison.Ordinal);
        Assert.Contains(fix, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_SeveralSettingsWrong_NamesAll()
    {
        using var setup = new AccessSetup([.. AccessSetup.Client(0, "A", Key), ("MaxClients", "0"), ("ReloadSeconds", "0")]);

        var problem = setup.Problem();

        Assert.Contains("Access:Clients:0:Name", problem, StringComparison.Ordinal);
        Assert.Contains("Access:MaxClients", problem, StringComparison.Ordinal);
        Assert.Contains("Access:ReloadSeconds", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_KeyInsteadOfItsHash_IsRefusedWithoutRepeatingIt()
    {
        var key = ApiKeys.Create();
        using var setup = new AccessSetup(
            ("Clients:0:Name", "a"), ("Clients:0:KeyHashes:0", key), ("Clients:1:Name", "b"), ("Clients:1:KeyHashes:0", key));

        var problem = setup.Problem();

        Assert.Contains("Access:Clients:0:KeyHashes:0 (a) has 46 characters", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(key, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OneHashForTwoClients_IsRefused()
    {
        using var setup = new AccessSetup([.. AccessSetup.Client(0, "a", Key), .. AccessSetup.Client(1, "b", Key)]);
        setup.Set(("Clients:1:KeyHashes:0", ApiKeys.HashText(Key).ToUpperInvariant()));

        Assert.Contains(
            "Access:Clients:0:KeyHashes:0 and Access:Clients:1:KeyHashes:0 are the same hash", setup.Problem(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OneNameForTwoClients_IsRefused()
    {
        using var setup = new AccessSetup([.. AccessSetup.Client(0, "a", Key), .. AccessSetup.Client(1, "a", "dk_other")]);

        Assert.Contains("Name 'a' stands in Access:Clients:0 and Access:Clients:1", setup.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ClientWithoutCredentials_IsRefused()
    {
        using var setup = new AccessSetup(("Clients:0:Name", "a"));

        Assert.Contains("neither KeyHashes nor CertificateNames", setup.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_MoreClientsThanAllowed_IsRefused()
    {
        using var setup = new AccessSetup(
            [.. AccessSetup.Client(0, "a", Key), .. AccessSetup.Client(1, "b", "dk_other"), ("MaxClients", "1")]);

        Assert.Contains("Access has 2 clients; Access:MaxClients allows 1", setup.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_AuthoritiesWithoutClients_IsRefused()
    {
        using var setup = new AccessSetup();
        using var authority = new TestAuthority(setup.Time.GetUtcNow());
        setup.Set(("ClientCaFile", setup.Write("ca.pem", authority.Pem)));

        Assert.Contains("Access:Clients:0:CertificateNames:0", setup.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_FilesSetToNothing_AreNone()
    {
        using var setup = new AccessSetup([.. AccessSetup.Client(0, "a", Key), ("ClientCaFile", ""), ("KeysFile", "")]);

        Assert.Null(setup.Current.Authorities);
        setup.Set(("Clients:0:CertificateNames:0", "a.example"));
        var said = string.Join('\n', setup.Log.Entries.Select(entry => entry.Message));
        Assert.Contains("needs Access:ClientCaFile", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_AuthoritiesWithoutARoot_IsRefused()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", Key));
        using var root = new TestAuthority(setup.Time.GetUtcNow());
        using var intermediate = new TestAuthority(setup.Time.GetUtcNow(), root);
        setup.Set(("ClientCaFile", setup.Write("ca.pem", intermediate.Pem)));

        Assert.Contains("Of its 1 certificates none is a root", setup.Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Start_AuthoritiesThatAreNoCertificates_IsRefused(string content)
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", Key));
        setup.Set(("ClientCaFile", setup.Write("ca.pem", content)));

        Assert.Contains("Write each authority as PEM into it.", setup.Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "Clients": [ null ] }""")]
    [InlineData("""{ "Clients": [ { "Name": "a", "KeyHashes": null } ] }""")]
    [InlineData("""{ "Clients": [ { "Name": "a", "Key": "dk_secret" } ] }""")]
    [InlineData("""{ "Clients": [ { "Name": "a", "KeyHashes": "dk_secret" } ] }""")]
    public void Start_KeysFileThatIsNoList_IsRefusedWithAnExample(string content)
    {
        using var setup = new AccessSetup();
        setup.Set(("KeysFile", setup.Write("keys.json", content)));

        var problem = setup.Problem();

        Assert.Contains("keys.json, which is no valid list of clients", problem, StringComparison.Ordinal);
        Assert.Contains("\"Clients\": [ {", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("dk_secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ErrorInsideTheKeysFile_NamesFileAndPlace()
    {
        using var setup = new AccessSetup();
        const string Content = """{ "clients": [ { "name": "a", "keyHashes": [ "ab" ] } ] }""";
        setup.Set(("KeysFile", setup.Write("keys.json", Content)));

        Assert.Contains("keys.json Clients:0:KeyHashes:0 (a) has 2 characters", setup.Problem(), StringComparison.Ordinal);
    }
}
