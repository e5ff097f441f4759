using System.Security.Cryptography.X509Certificates;

namespace Detector.Client;

/// <summary>Which servers a <see cref="DetectorClient"/> calls, and how patient it is.</summary>
public sealed class DetectorClientOptions
{
    /// <summary>
    /// One or more addresses, http://HOST:PORT or https://HOST:PORT, all of one scheme. Calls go round among those that can be
    /// reached.
    /// </summary>
    public IReadOnlyList<string> Servers { get; set; } = [];

    /// <summary>
    /// The key that the server's operators gave out; null for none. Never sent in the clear to another machine: with a key,
    /// http:// is for this machine's own addresses only.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>Certificate with its private key, for servers that ask clients for one; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>PEM file with the roots that servers' certificates must lead to; null for those of the system.</summary>
    public string? CaFile { get; set; }

    /// <summary>The same as <see cref="CaFile"/>, as certificates; both are trusted where both are given.</summary>
    public X509Certificate2Collection? TrustedRoots { get; set; }

    /// <summary>How long one call may take, with all its retries. Default 60 s; at least 1 ms, at most a day.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How often one image is sent at most. Default 5; 1 to 100; 1 for no retries. After an image has used them all up without
    /// reaching any server, others are sent once only until a server answers again.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Wait before the second attempt. Default 0.25 s; at least 1 ms.</summary>
    public TimeSpan InitialBackoff { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait of the client's own; a server may ask for more. Default 10 s.</summary>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Each wait is this many times the one before. Default 2; 1 to 10.</summary>
    public double BackoffMultiplier { get; set; } = 2;

    /// <summary>
    /// Random share of each wait, so that callers do not return all at once. Default 0.3; 0 to 1. The client's own waits become
    /// shorter by up to this share, those that a server asked for longer.
    /// </summary>
    public double BackoffJitter { get; set; } = 0.3;

    /// <summary>
    /// Largest message sent or received, bytes. Default 128 MiB; at least 64 KiB. Servers have a limit of their own: GetModel
    /// says how large an image may be.
    /// </summary>
    public int MaxMessageBytes { get; set; } = 128 << 20;

    /// <summary>After how long a silence a connection in use is asked whether it lives. Default 20 s; at least 1 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Clock of waits and limits.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
