using System.ComponentModel.DataAnnotations;

namespace Detector.Server.Hosting;

/// <summary>Where the server listens, and its limits. Configuration section "Server".</summary>
public sealed class ServerOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Server";

    /// <summary>HOST:PORT of gRPC (HTTP/2), or off. Default 127.0.0.1:50051.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Grpc { get; set; } = "127.0.0.1:50051";

    /// <summary>HOST:PORT of HTTP, or off. Default 127.0.0.1:8080.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Http { get; set; } = "127.0.0.1:8080";

    /// <summary>Certificate for both; without one both speak in the clear.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>Most connections at once. Default 1024.</summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentConnections { get; set; } = 1024;

    /// <summary>Most calls at once on one connection of HTTP/2. Default 128.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 128;

    /// <summary>All headers of a request together, bytes. Default 32 KiB.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Headers of a request. Default 100.</summary>
    [Range(8, 1000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>How long a sender may take for the headers of a request, seconds. Default 15.</summary>
    [Range(1, 600)]
    public double HeaderSeconds { get; set; } = 15;

    /// <summary>How long a connection may be idle, seconds. Default 130.</summary>
    [Range(1, 86_400)]
    public double KeepAliveSeconds { get; set; } = 130;

    /// <summary>After how many quiet seconds a connection of HTTP/2 is asked whether it still lives. Default 30.</summary>
    [Range(1, 86_400)]
    public double PingSeconds { get; set; } = 30;

    /// <summary>
    /// Slowest sender of a single picture, bytes a second, after five seconds of grace; 0 for none. Default 240. A stream may
    /// rest as long as it likes.
    /// </summary>
    [Range(0, 1 << 30)]
    public double MinRequestBodyBytesPerSecond { get; set; } = 240;

    /// <summary>
    /// Most pictures in flight of one stream: the server reads on when one is answered. Default 16.
    /// </summary>
    [Range(1, 1024)]
    public int MaxStreamImages { get; set; } = 16;

    /// <summary>How long one picture may take, seconds, whatever its caller allows. Default 60.</summary>
    [Range(0.01, 3600)]
    public double RequestSeconds { get; set; } = 60;

    /// <summary>How long the pictures in flight may take to finish when the server stops, seconds. Default 25.</summary>
    [Range(0, 3600)]
    public double DrainSeconds { get; set; } = 25;

    /// <summary>
    /// How long health says NOT_SERVING, when the server stops, before new pictures are refused, seconds: the time that a load
    /// balancer needs to look elsewhere. Default 0.
    /// </summary>
    [Range(0, 3600)]
    public double DrainDelaySeconds { get; set; }
}

/// <summary>The server's certificate. Configuration section "Server:Tls".</summary>
public sealed class TlsOptions
{
    /// <summary>File of the certificate (and those that lead to its root): PEM, or PKCS#12 by the ending .pfx or .p12.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file of the private key; needless where the certificate's file holds it.</summary>
    public string? Key { get; set; }

    /// <summary>Password of the key; from the environment rather than from a file.</summary>
    public string? Password { get; set; }

    /// <summary>True where there is a certificate.</summary>
    public bool IsOn => !string.IsNullOrEmpty(Certificate);
}
