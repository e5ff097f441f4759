using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Detector.Server.Tests.Security;

/// <summary>Issues certificates that last ten days around a time.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private readonly DateTimeOffset _now;
    private readonly X509Certificate2 _certificate;

    public TestAuthority(DateTimeOffset now, TestAuthority? issuer = null)
    {
        _now = now;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request($"CN=Authority {Guid.NewGuid():N}", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        if (issuer is null)
        {
            _certificate = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(10));
        }
        else
        {
            using var signed = request.Create(
                issuer._certificate, now.AddDays(-10), now.AddDays(10), Guid.NewGuid().ToByteArray());
            _certificate = signed.CopyWithPrivateKey(key);
        }
    }

    public string Pem => _certificate.ExportCertificatePem();

    public X509Certificate2 Issue(
        string commonName, string? use = ClientUse, string? dns = null, string? uri = null, double fromDays = -5)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request($"CN={commonName}", key);
        if (use is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        }

        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress("nobody@example.org");
        if (dns is not null)
        {
            names.AddDnsName(dns);
        }

        if (uri is not null)
        {
            names.AddUri(new Uri(uri));
        }

        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            _certificate, _now.AddDays(fromDays), _now.AddDays(5), Guid.NewGuid().ToByteArray());
        using var whole = signed.CopyWithPrivateKey(key);
        // Some platforms cannot use a key in TLS that was never in a store or a file.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest Request(string subject, ECDsa key) => new(subject, key, HashAlgorithmName.SHA256);
}
