namespace Detector.Server.Security;

/// <summary>The limits that hold for one client; units as in <see cref="LimitOptions"/>. 0 is unlimited.</summary>
internal sealed record LimitValues(
    double ImagesPerSecond, double ImageBurst, double MegapixelsPerSecond, double MegapixelBurst, int MaxConcurrent)
{
    /// <summary>The client's own limits where it has them, the defaults where not.</summary>
    public static LimitValues Of(ClientOptions? client, LimitOptions defaults)
    {
        var images = client?.ImagesPerSecond ?? defaults.ImagesPerSecond;
        var megapixels = client?.MegapixelsPerSecond ?? defaults.MegapixelsPerSecond;
        return new LimitValues(
            images, Burst(client?.ImageBurst ?? defaults.ImageBurst, Math.Max(images, 1)),
            megapixels, Burst(client?.MegapixelBurst ?? defaults.MegapixelBurst, megapixels),
            client?.MaxConcurrent ?? defaults.MaxConcurrent);
    }

    private static double Burst(double set, double otherwise) => set > 0 ? set : otherwise;
}
