using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Detector.Server.Hosting;

/// <summary>Reads the server's certificate.</summary>
internal static class ServerCertificate
{
    /// <summary>Reads the certificate with its key.</summary>
    /// <param name="options">Which files.</param>
    /// <returns>The certificate, and those between it and its root.</returns>
    /// <exception cref="StartException">A file is missing, or is not what it should be.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Load(TlsOptions options)
    {
        var file = options.Certificate!;
        Require(file, nameof(TlsOptions.Certificate));
        try
        {
            return Path.GetExtension(file).ToLowerInvariant() is ".pfx" or ".p12" ? FromPfx(options) : FromPem(options);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"Server:Tls:Certificate is \"{file}\" (key: {options.Key ?? "in the same file"}): it cannot be used: " +
                $"{e.Message} " +
                "Name a PEM certificate and its PEM key, or a PKCS#12 file (.pfx); check Server:Tls:Password.");
        }
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) FromPfx(TlsOptions options)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.Certificate!, options.Password);
        var own = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("It holds no private key.");
        return (own, all);
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) FromPem(TlsOptions options)
    {
        var key = options.Key ?? options.Certificate!;
        Require(key, nameof(TlsOptions.Key));
        var own = options.Password is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(options.Certificate!, password, key)
            : X509Certificate2.CreateFromPemFile(options.Certificate!, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.Certificate!);
        return (own, chain);
    }

    private static void Require(string file, string setting)
    {
        if (!File.Exists(file))
        {
            throw new StartException(
                $"Server:Tls:{setting} is \"{file}\": there is no such file. Name one that the server may read.");
        }
    }
}
