using System.Text.Json.Serialization;
using Detector.Server.Hosting;

namespace Detector.Server.Http;

/// <summary>Answer of /readyz.</summary>
/// <param name="Status">ready, degraded, starting, draining or failed.</param>
/// <param name="Device">Where the model runs: cpu or cuda; null until it is known.</param>
/// <param name="Reason">Why the device is degraded or failed; null where it is neither.</param>
internal sealed record Readiness(
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("device")] string? Device,
    [property: JsonPropertyName("reason")] string? Reason);

/// <summary>Answer of /healthz.</summary>
/// <param name="Status">Always alive.</param>
internal sealed record Liveness([property: JsonPropertyName("status")] string Status);

/// <summary>/healthz and /readyz, for orchestrators and load balancers.</summary>
internal static class HealthEndpoints
{
    /// <summary>The process answers. Says nothing about the model: a restart would not mend that.</summary>
    public static Task AliveAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            new Liveness("alive"), HttpJson.Default.Liveness, contentType: null, context.RequestAborted);
    }

    /// <summary>200 where pictures are scored, on whichever device; else 503.</summary>
    public static Task ReadyAsync(HttpContext context)
    {
        var state = context.RequestServices.GetRequiredService<ServerHealth>().Current;
        context.Response.StatusCode = state.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(
            new Readiness(state.Word, state.Device?.Device, state.Device?.Reason), HttpJson.Default.Readiness,
            contentType: null, context.RequestAborted);
    }
}
