using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Detector.Server.Security;

/// <summary>
/// The authorities that client certificates must come from. The system's own are not trusted for that.
/// </summary>
/// <param name="certificates">Roots and intermediates.</param>
internal sealed class TrustedAuthorities(X509Certificate2Collection certificates)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Reads a bundle of PEM.</summary>
    /// <param name="content">The file.</param>
    /// <exception cref="CryptographicException">It is no PEM, or has no root.</exception>
    public static TrustedAuthorities Parse(byte[] content)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Encoding.UTF8.GetString(content));
        return certificates.Any(c => c.SubjectName.RawData.AsSpan().SequenceEqual(c.IssuerName.RawData))
            ? new TrustedAuthorities(certificates)
            : throw new CryptographicException(
                $"Of its {certificates.Count} certificates none is a root, issued by itself.");
    }

    /// <summary>
    /// How a certificate is judged: a chain to one of the roots (RFC 5280), dates, and use for client authentication
    /// where it says what it may be used for. Nothing is fetched from addresses in it, and revocation is not asked
    /// about.
    /// </summary>
    /// <param name="now">When.</param>
    public X509ChainPolicy Policy(DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
            ApplicationPolicy = { new Oid(ClientAuthentication) },
        };
        policy.CustomTrustStore.AddRange(certificates);
        return policy;
    }

    /// <summary>
    /// Judges a certificate. Its intermediates must be in the bundle: those that a caller sends are not used.
    /// </summary>
    /// <param name="certificate">Of a caller.</param>
    /// <param name="now">When.</param>
    public CertificateVerdict Judge(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(now) };
        if (!chain.Build(certificate))
        {
            var problem = string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
            return new CertificateVerdict(problem, now, now);
        }

        return new CertificateVerdict(
            null,
            chain.ChainElements.Max(element => Utc(element.Certificate.NotBefore)),
            chain.ChainElements.Min(element => Utc(element.Certificate.NotAfter)));
    }

    private static DateTimeOffset Utc(DateTime local) => new(local.ToUniversalTime());
}

/// <summary>What is thought of a certificate.</summary>
/// <param name="Problem">What is wrong with it; null where nothing is.</param>
/// <param name="From">From when on that holds, where nothing is wrong.</param>
/// <param name="Until">Until when that holds, where nothing is wrong.</param>
internal sealed record CertificateVerdict(string? Problem, DateTimeOffset From, DateTimeOffset Until);
