using Detector.Server.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Detector.Server.Http;

/// <summary>Registers and maps the HTTP side.</summary>
internal static class HttpApi
{
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds what the endpoints need beside the detector and the handler of calls.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddHttpApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServerHealth>();
        services.TryAddSingleton<AnalyzeEndpoint>();
        services.TryAddSingleton<ModelEndpoints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, ServedSidePolicy>());
        return services;
    }

    /// <summary>Tells failures of HTTP requests as problem details. Goes before whatever may fail.</summary>
    /// <param name="app">The pipeline.</param>
    public static IApplicationBuilder UseHttpProblems(this IApplicationBuilder app) =>
        app.UseMiddleware<ProblemMiddleware>();

    /// <summary>Maps the endpoints, on HTTP's ports only.</summary>
    /// <param name="routes">Where to.</param>
    public static void MapHttpApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").OnSide(ServedSide.Http);
        Map(group, "/v1/analyze", Post, context => Service<AnalyzeEndpoint>(context).HandleAsync(context));
        Map(group, "/v1/models", Get, context => Service<ModelEndpoints>(context).ListAsync(context));
        Map(group, "/v1/models/{name}", Get, context => Service<ModelEndpoints>(context).GetAsync(context));
        Map(group, "/healthz", GetAndHead, HealthEndpoints.AliveAsync);
        Map(group, "/readyz", GetAndHead, HealthEndpoints.ReadyAsync);
        Map(group, "/openapi.json", Get, OpenApiDocument.SendAsync);
        Map(group, "/openapi/v1.json", Get, OpenApiDocument.SendAsync);
    }

    /// <summary>
    /// Maps a path for its methods, and for all others a refusal that names those: routing's own does not come about
    /// where gRPC has mapped its answer to unknown services, which fits many paths.
    /// </summary>
    /// <returns>The path for its methods, without the refusal.</returns>
    internal static IEndpointConventionBuilder Map(
        RouteGroupBuilder group, string path, string[] methods, RequestDelegate handle)
    {
        var allowed = string.Join(", ", methods);
        group.Map(path, context => Problem.WriteAsync(context, HttpFailures.Method(context, allowed)));
        return group.MapMethods(path, methods, handle);
    }

    private static T Service<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
