using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Detector.Server.Security;
using Detector.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Detector.Server.Tests.Security;

public sealed class ClientCertificatesTests : IDisposable
{
    private readonly AccessSetup _setup = new(AccessSetup.Client(0, "by-key", "key"));
    private readonly TestAuthority _authority;
    private readonly ListLogger<ClientCertificates> _log = new();
    private readonly ClientCertificates _certificates;

    public ClientCertificatesTests()
    {
        _authority = new TestAuthority(_setup.Time.GetUtcNow());
        _setup.Set(
            ("ClientCaFile", _setup.Write("ca.pem", _authority.Pem)),
            ("Clients:1:Name", "a"), ("Clients:1:CertificateNames:0", "partner a"),
            ("Clients:1:CertificateNames:1", "a.example"), ("Clients:1:CertificateNames:2", "spiffe://example/a"),
            ("Clients:2:Name", "b"), ("Clients:2:CertificateNames:0", "partner b"));
        _certificates = new ClientCertificates(_setup.Registry, _setup.Time, _log);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _setup.Dispose();
    }

    [Theory]
    [InlineData("partner a", null, null)]
    [InlineData("PARTNER A", null, null)]
    [InlineData("somebody", "A.example", null)]
    [InlineData("somebody", null, "spiffe://example/a")]
    [InlineData("partner a", "a.example", "spiffe://example/a")]
    public void Find_NameOfAClient_IsThatClient(string commonName, string? dns, string? uri)
    {
        using var certificate = _authority.Issue(commonName, dns: dns, uri: uri);

        Assert.True(_certificates.IsTrusted(certificate));
        Assert.Equal("a", Find(certificate).Client?.Name);
    }

    [Fact]
    public void Find_NoUseNamed_IsTaken()
    {
        using var certificate = _authority.Issue("partner a", use: null);

        Assert.Equal("a", Find(certificate).Client?.Name);
    }

    [Fact]
    public void Find_NameOfNobody_IsTrustedButNobody()
    {
        using var certificate = _authority.Issue("somebody", dns: "b.example");

        Assert.True(_certificates.IsTrusted(certificate));
        Assert.Equal((null, "no client has one of the certificate's names"), Find(certificate));
    }

    [Fact]
    public void Find_NamesOfTwoClients_IsNobody()
    {
        using var certificate = _authority.Issue("partner b", dns: "a.example");

        Assert.Equal((null, "the certificate names more than one client"), Find(certificate));
    }

    [Fact]
    public void Find_OtherAuthority_IsRefused()
    {
        using var other = new TestAuthority(_setup.Time.GetUtcNow());
        using var certificate = other.Issue("partner a");

        AssertRefused(certificate, "UntrustedRoot|PartialChain");
    }

    [Fact]
    public void Find_SignedByItself_IsRefused()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=partner a", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(_setup.Time.GetUtcNow(), _setup.Time.GetUtcNow().AddDays(1));

        AssertRefused(certificate, "UntrustedRoot|PartialChain");
    }

    [Fact]
    public void Find_ForServersOnly_IsRefused()
    {
        using var certificate = _authority.Issue("partner a", use: TestAuthority.ServerUse);

        AssertRefused(certificate, "NotValidForUsage");
    }

    [Fact]
    public void Find_NotYetValid_IsRefusedUntilThen()
    {
        using var certificate = _authority.Issue("partner a", fromDays: 1);
        AssertRefused(certificate, "NotTimeValid");

        _setup.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal("a", Find(certificate).Client?.Name);
    }

    [Fact]
    public void Find_ExpiresOnAnOpenConnection_IsRefusedFromThenOn()
    {
        using var certificate = _authority.Issue("partner a");
        Assert.Equal("a", Find(certificate).Client?.Name);

        _setup.Time.Advance(TimeSpan.FromDays(6));

        AssertRefused(certificate, "NotTimeValid");
    }

    [Fact]
    public void Find_NameTakenFromTheClient_IsRefusedOnOpenConnections()
    {
        using var certificate = _authority.Issue("partner a");
        Assert.Equal("a", Find(certificate).Client?.Name);

        _setup.Set(("Clients:1:CertificateNames:0", "partner c"));

        Assert.Null(Find(certificate).Client);
    }

    [Fact]
    public void Find_AuthorityReplacedInTheFile_FollowsIt()
    {
        using var next = new TestAuthority(_setup.Time.GetUtcNow());
        using var old = _authority.Issue("partner a");
        using var renewed = next.Issue("partner a");

        _setup.Write("ca.pem", _authority.Pem + "\n" + next.Pem);
        _setup.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("a", Find(old).Client?.Name);
        Assert.Equal("a", Find(renewed).Client?.Name);

        _setup.Write("ca.pem", next.Pem);
        _setup.Time.Advance(TimeSpan.FromSeconds(10));
        AssertRefused(old, "UntrustedRoot|PartialChain");
        Assert.Equal("a", Find(renewed).Client?.Name);
    }

    [Fact]
    public void Find_ThroughAnIntermediateOfTheFile_IsTaken()
    {
        using var root = new TestAuthority(_setup.Time.GetUtcNow());
        using var intermediate = new TestAuthority(_setup.Time.GetUtcNow(), root);
        using var certificate = intermediate.Issue("partner a");
        _setup.Write("ca.pem", root.Pem);
        _setup.Time.Advance(TimeSpan.FromSeconds(10));
        AssertRefused(certificate, "PartialChain");

        _setup.Write("ca.pem", root.Pem + "\n" + intermediate.Pem);
        _setup.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("a", Find(certificate).Client?.Name);
    }

    [Fact]
    public void Apply_NoAuthorities_AsksForNoCertificates()
    {
        using var setup = new AccessSetup();
        var https = new HttpsConnectionAdapterOptions();

        new ClientCertificates(setup.Registry, setup.Time, _log).Apply(https);

        Assert.Equal(ClientCertificateMode.NoCertificate, https.ClientCertificateMode);
    }

    [Fact]
    public void IsTrusted_SubjectWithLineBreaks_LogsItOnOneLine()
    {
        using var other = new TestAuthority(_setup.Time.GetUtcNow());
        using var certificate = other.Issue("\"a\nforged line\"");

        Assert.False(_certificates.IsTrusted(certificate));

        var entry = Assert.Single(_log.Entries);
        Assert.Contains("forged line", entry.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', entry.Message);
        Assert.Equal(LogLevel.Warning, entry.Level);
    }

    private void AssertRefused(X509Certificate2 certificate, string status)
    {
        Assert.False(_certificates.IsTrusted(certificate));
        var (client, problem) = Find(certificate);
        Assert.Null(client);
        Assert.Matches(status, problem);
    }

    private (AccessClient? Client, string? Problem) Find(X509Certificate2 certificate) =>
        _certificates.Find(certificate, _setup.Current);
}
