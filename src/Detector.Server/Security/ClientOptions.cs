namespace Detector.Server.Security;

/// <summary>
/// One client: how it is known, and its own limits. A limit that is null is that of <see
/// cref="AccessOptions.Defaults"/>.
/// </summary>
public sealed class ClientOptions
{
    /// <summary>Name in logs and metrics: 1 to 64 of a-z, 0-9 and -; unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// SHA-256 of each key of this client, 64 hexadecimal digits. Several, so that a new key works before the old one
    /// goes. The keys themselves are kept nowhere.
    /// </summary>
    public List<string> KeyHashes { get; set; } = [];

    /// <summary>
    /// Names in client certificates that are this client: common name, DNS name or URI. Letter case does not count.
    /// </summary>
    public List<string> CertificateNames { get; set; } = [];

    /// <summary>As <see cref="LimitOptions.ImagesPerSecond"/>.</summary>
    public double? ImagesPerSecond { get; set; }

    /// <summary>As <see cref="LimitOptions.ImageBurst"/>.</summary>
    public double? ImageBurst { get; set; }

    /// <summary>As <see cref="LimitOptions.MegapixelsPerSecond"/>.</summary>
    public double? MegapixelsPerSecond { get; set; }

    /// <summary>As <see cref="LimitOptions.MegapixelBurst"/>.</summary>
    public double? MegapixelBurst { get; set; }

    /// <summary>As <see cref="LimitOptions.MaxConcurrent"/>.</summary>
    public int? MaxConcurrent { get; set; }
}
