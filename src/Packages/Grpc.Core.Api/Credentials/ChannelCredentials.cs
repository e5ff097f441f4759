namespace Grpc.Core;

/// <summary>How a channel is secured.</summary>
public abstract class ChannelCredentials
{
    /// <summary>Not at all.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureCredentials();

    /// <summary>By TLS, trusting what the system trusts.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    /// <summary>Whether call credentials can be added.</summary>
    internal virtual bool IsComposable => false;

    /// <summary>Channel credentials with call credentials for every call.</summary>
    /// <param name="channelCredentials">How the channel is secured.</param>
    /// <param name="callCredentials">Who calls.</param>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        return channelCredentials.IsComposable
            ? new CompositeCredentials(channelCredentials, callCredentials)
            : throw new ArgumentException(
                $"To {channelCredentials.GetType()} no call credentials can be added.", nameof(channelCredentials));
    }

    /// <summary>For transports: says to a configurator what these credentials are.</summary>
    /// <param name="configurator">Is told.</param>
    /// <param name="state">Handed to it.</param>
    public abstract void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object state);

    private sealed class InsecureCredentials : ChannelCredentials
    {
        // Without TLS a channel drops call credentials, unless UnsafeUseInsecureChannelCallCredentials is set.
        internal override bool IsComposable => true;

        public override void InternalPopulateConfiguration(
            ChannelCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetInsecureCredentials(state);
    }

    private sealed class CompositeCredentials(ChannelCredentials channel, CallCredentials call) : ChannelCredentials
    {
        public override void InternalPopulateConfiguration(
            ChannelCredentialsConfiguratorBase configurator, object state) =>
            configurator.SetCompositeCredentials(state, channel, call);
    }
}

/// <summary>For transports: is told what the credentials of a channel are.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    /// <summary>No security.</summary>
    /// <param name="state">What the transport handed in.</param>
    public abstract void SetInsecureCredentials(object state);

    /// <summary>TLS.</summary>
    /// <param name="state">What the transport handed in.</param>
    /// <param name="rootCertificates">PEM of the trusted authorities; null for the system's.</param>
    /// <param name="keyCertificatePair">The client's certificate, or null.</param>
    /// <param name="verifyPeerCallback">A further check of the server, or null.</param>
    public abstract void SetSslCredentials(
        object state,
        string? rootCertificates,
        KeyCertificatePair? keyCertificatePair,
        VerifyPeerCallback? verifyPeerCallback);

    /// <summary>Channel credentials with call credentials.</summary>
    /// <param name="state">What the transport handed in.</param>
    /// <param name="channelCredentials">How the channel is secured.</param>
    /// <param name="callCredentials">Who calls.</param>
    public abstract void SetCompositeCredentials(
        object state, ChannelCredentials channelCredentials, CallCredentials callCredentials);
}
