using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Detector.Server.Review;
using Microsoft.AspNetCore.Http;

namespace Detector.Server.Tests.Review;

/// <summary>The cookie over TLS.</summary>
public sealed class SessionCookieTests : IDisposable
{
    private readonly string _folder = Directory
        .CreateDirectory(Path.Combine(AppContext.BaseDirectory, "review", Guid.NewGuid().ToString("N"))).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task SignIn_OverTls_SetsASecureCookieOfThisHostOnly()
    {
        await using var host = await TlsAsync();

        using var response = await host.SignInAsync(PageHost.KeyA);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var parts = PageHost.CookieOf(response).Split("; ");
        Assert.StartsWith("__Host-detector-session=", parts[0], StringComparison.Ordinal);
        Assert.Equal(
            ["httponly", "path=/", "samesite=strict", "secure"], PageHost.Flags(parts));
        var csrf = (string)(await PageHost.JsonOf(response))["csrf"]!;
        using var models = await host.SendAsync(
            HttpMethod.Get, "/v1/models", null, ("Cookie", parts[0]), (PageHost.CsrfHeader, csrf));
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        using var gone = await host.SendAsync(
            HttpMethod.Delete, "/review/session", null, ("Cookie", parts[0]), (PageHost.CsrfHeader, csrf));
        Assert.Contains("secure", PageHost.CookieOf(gone), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_OverTls_TakesNoCookieThatAnybodyCouldHaveSet()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Cookie = "detector-session=planted";
        request.IsHttps = true;
        Assert.Null(SessionCookie.Read(request));

        request.IsHttps = false;
        Assert.Equal("planted", SessionCookie.Read(request));

        request.Headers.Cookie = "detector-session=planted; __Host-detector-session=own";
        Assert.Equal("own", SessionCookie.Read(request));
    }

    private async Task<PageHost> TlsAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(_folder, "tls.pem");
        await File.WriteAllTextAsync(
            file, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return await PageHost.StartAsync(true, ("Server:Tls:Certificate", file));
    }
}
