using Detector.Client.Tests.Support;

namespace Detector.Client.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly Certificates _authority = new("Test root");
    private readonly string _file = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():N}.pem");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnalyzeAsync_TrustedRoot_KeyGoesOverTls(bool fromFile)
    {
        await File.WriteAllTextAsync(_file, _authority.Root.ExportCertificatePem());
        await using var server = await ScriptedServer.StartAsync(certificate: _authority.Issue("localhost"));
        using var client = Client([server], options =>
        {
            options.ApiKey = "k1";
            options.CaFile = fromFile ? _file : null;
            options.TrustedRoots = fromFile ? null : [_authority.Root];
        });

        Assert.Equal(3, (await client.AnalyzeAsync(new byte[3])).Width);
        Assert.Equal("Bearer k1", Assert.Single(server.Headers).GetValue("authorization"));
    }

    [Fact]
    public async Task AnalyzeAsync_TwoServers_EachIsCheckedUnderItsOwnName()
    {
        await using var one = await ScriptedServer.StartAsync(certificate: _authority.Issue("localhost"));
        await using var other = await ScriptedServer.StartAsync(certificate: _authority.Issue("localhost"));
        using var client = Client([one, other], options => options.TrustedRoots = [_authority.Root]);

        for (var i = 0; i < 100 && (one.Seen.IsEmpty || other.Seen.IsEmpty); i++)
        {
            await client.AnalyzeAsync(new byte[3]);
            await Task.Delay(10);
        }

        Assert.NotEmpty(one.Seen);
        Assert.NotEmpty(other.Seen);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnalyzeAsync_AnotherRootOrName_IsUntrustedAndNotRetried(bool otherName)
    {
        using var stranger = new Certificates("Another root");
        await using var server = await ScriptedServer.StartAsync(
            certificate: otherName ? _authority.Issue("elsewhere.example") : stranger.Issue("localhost"));
        using var client = Client([server], options =>
        {
            options.TrustedRoots = [_authority.Root];

            // A retry would take longer than any test.
            options.InitialBackoff = options.MaxBackoff = TimeSpan.FromHours(1);
            options.Timeout = TimeSpan.FromHours(3);
        });

        var e = await Assert.ThrowsAsync<DetectorException>(() => client.AnalyzeAsync(new byte[3]));

        Assert.Equal(ClientReason.Untrusted, e.Reason);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task AnalyzeAsync_ClientCertificate_IsShown()
    {
        using var clients = new Certificates("Clients root");
        await using var server = await ScriptedServer.StartAsync(
            certificate: _authority.Issue("localhost"), clientRoot: clients.Root);
        using var without = Client([server], options => options.TrustedRoots = [_authority.Root]);
        using var with = Client([server], options =>
            (options.TrustedRoots, options.ClientCertificate) = ([_authority.Root], clients.Issue("partner")));

        Assert.Equal(3, (await with.AnalyzeAsync(new byte[3])).Width);
        await Assert.ThrowsAsync<DetectorException>(() => without.AnalyzeAsync(new byte[3]));
    }

    [Fact]
    public async Task Constructor_CaFileWithoutCertificates_IsRefused()
    {
        await File.WriteAllTextAsync(_file, "nothing");

        var e = Assert.Throws<ArgumentException>(() => Client([], options =>
            (options.Servers, options.CaFile) = (["https://localhost:1"], _file)));
        Assert.Contains("no certificate", e.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        File.Delete(_file);
    }

    private static DetectorClient Client(ScriptedServer[] servers, Action<DetectorClientOptions> change)
    {
        var options = new DetectorClientOptions
        {
            Servers = [.. servers.Select(server => server.Address)],
            InitialBackoff = TimeSpan.FromMilliseconds(20),
        };
        change(options);
        return new DetectorClient(options);
    }
}
