using Detector.Server.Analysis;
using Detector.Server.Rpc;
using Detector.Server.Telemetry;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Security;

/// <summary>Lets calls in or refuses them, before anything else sees them.</summary>
/// <param name="next">What comes after.</param>
/// <param name="registry">The configuration in force.</param>
/// <param name="authenticator">Finds out who calls.</param>
/// <param name="metrics">Counts who is not let in.</param>
internal sealed class AccessMiddleware(
    RequestDelegate next, ClientRegistry registry, Authenticator authenticator, ServerMetrics metrics)
{
    /// <summary>
    /// What needs no credentials: orchestrators and people who write clients have none. Spelled exactly so.
    /// </summary>
    private static readonly HashSet<string> OpenPaths =
    [
        "/healthz", "/readyz", "/openapi.json", "/openapi/v1.json",
        "/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch", "/grpc.health.v1.Health/List",
    ];

    /// <summary>Handles one call.</summary>
    /// <param name="context">The call.</param>
    public Task InvokeAsync(HttpContext context)
    {
        if (!GrpcCall.Is(context.Request))
        {
            context.Response.OnStarting(AddHeaders, context.Response);
        }

        var state = registry.Current;
        var failure = RequestOrigin.Check(context, keyless: !state.HasClients);
        if (failure is null && !IsOpen(context))
        {
            failure = Identify(context, state);
        }

        if (failure is null)
        {
            return next(context);
        }

        metrics.NotLetIn(failure.Reason);
        return RefusalWriter.WriteAsync(context, failure);
    }

    private static bool IsOpen(HttpContext context) => OpenPaths.Contains(context.Request.Path.Value ?? "")
        || context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null;

    private CallFailure? Identify(HttpContext context, AccessState state)
    {
        var (client, failure) = authenticator.Authenticate(context, state);
        if (client is not null)
        {
            context.SetClientName(client);
        }

        return failure;
    }

    /// <summary>On every answer, whoever writes it; one that says how it may be cached knows better.</summary>
    private static Task AddHeaders(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.TryAdd(HeaderNames.CacheControl, "no-store");
        return Task.CompletedTask;
    }
}
