namespace Grpc.Core;

/// <summary>The state of a channel or of one connection.</summary>
public enum ConnectivityState
{
    /// <summary>Not connected, and nobody asked.</summary>
    Idle,

    /// <summary>Connecting.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Ready,

    /// <summary>Failed; tries again after a while.</summary>
    TransientFailure,

    /// <summary>Closed for good.</summary>
    Shutdown,
}
