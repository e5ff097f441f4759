namespace Grpc.Core;

/// <summary>
/// TLS on a channel. Grpc.Net.Client takes only the form without parameters: the rest is set on its HTTP handler.
/// </summary>
/// <param name="rootCertificates">PEM of the trusted authorities; null for the system's.</param>
/// <param name="keyCertificatePair">The client's certificate, or null.</param>
/// <param name="verifyPeerCallback">A further check of the server, or null.</param>
public sealed class SslCredentials(
    string? rootCertificates,
    KeyCertificatePair? keyCertificatePair,
    VerifyPeerCallback? verifyPeerCallback) : ChannelCredentials
{
    /// <summary>TLS, trusting what the system trusts.</summary>
    public SslCredentials()
        : this(null, null, null)
    {
    }

    /// <summary>TLS with other authorities.</summary>
    /// <param name="rootCertificates">PEM of the trusted authorities; null for the system's.</param>
    public SslCredentials(string? rootCertificates)
        : this(rootCertificates, null, null)
    {
    }

    /// <summary>TLS with a client certificate.</summary>
    /// <param name="rootCertificates">PEM of the trusted authorities; null for the system's.</param>
    /// <param name="keyCertificatePair">The client's certificate, or null.</param>
    public SslCredentials(string? rootCertificates, KeyCertificatePair? keyCertificatePair)
        : this(rootCertificates, keyCertificatePair, null)
    {
    }

    /// <summary>PEM of the trusted authorities; null for the system's.</summary>
    public string? RootCertificates { get; } = rootCertificates;

    /// <summary>The client's certificate, or null.</summary>
    public KeyCertificatePair? KeyCertificatePair { get; } = keyCertificatePair;

    internal override bool IsComposable => true;

    /// <inheritdoc/>
    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state) =>
        configurator.SetSslCredentials(state, RootCertificates, KeyCertificatePair, verifyPeerCallback);
}

/// <summary>A further check of a server's certificate: true to go on.</summary>
/// <param name="context">The server.</param>
public delegate bool VerifyPeerCallback(VerifyPeerContext context);

/// <summary>The server whose certificate is checked.</summary>
public class VerifyPeerContext
{
    internal VerifyPeerContext(string targetName, string peerPem)
    {
        TargetName = targetName;
        PeerPem = peerPem;
    }

    /// <summary>The name that was connected to.</summary>
    public string TargetName { get; }

    /// <summary>Its certificate, as PEM.</summary>
    public string PeerPem { get; }
}

/// <summary>A certificate with its private key.</summary>
/// <param name="certificateChain">PEM of the certificate and those above it.</param>
/// <param name="privateKey">PEM of the key.</param>
public sealed class KeyCertificatePair(string certificateChain, string privateKey)
{
    /// <summary>PEM of the certificate and those above it.</summary>
    public string CertificateChain { get; } =
        certificateChain ?? throw new ArgumentNullException(nameof(certificateChain));

    /// <summary>PEM of the key.</summary>
    public string PrivateKey { get; } =
        privateKey ?? throw new ArgumentNullException(nameof(privateKey));
}
