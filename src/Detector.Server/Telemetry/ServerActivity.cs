using System.Diagnostics;

namespace Detector.Server.Telemetry;

/// <summary>The server's own spans, beside those of ASP.NET Core for calls.</summary>
internal static class ServerActivity
{
    /// <summary>Name of their source.</summary>
    public const string SourceName = ServerMetrics.MeterName;

    /// <summary>One picture of a stream: a call of many has one below it for each.</summary>
    private const string Picture = "picture";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins one picture of a stream.</summary>
    /// <returns>Null where nobody listens.</returns>
    public static Activity? StartPicture() => Source.StartActivity(Picture);
}
