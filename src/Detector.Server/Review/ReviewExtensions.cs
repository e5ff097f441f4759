using Detector.Server.Hosting;
using Detector.Server.Http;
using Detector.Server.Security;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Detector.Server.Review;

/// <summary>Registers and maps the moderators' page.</summary>
internal static class ReviewExtensions
{
    private static readonly string[] Get = [HttpMethods.Get];
    private static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] PostAndDelete = [HttpMethods.Post, HttpMethods.Delete];

    /// <summary>Adds the section <see cref="ReviewOptions.SectionName"/> and what the page's calls need.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IServiceCollection AddReview(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ReviewOptions, ReviewOptionsValidator>(configuration, ReviewOptions.SectionName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ReviewSessions>();
        services.TryAddSingleton<ReviewEndpoints>();
        return services;
    }

    /// <summary>Lets calls in that come with the cookie of a sign-in. Goes before access is decided.</summary>
    /// <param name="app">The pipeline.</param>
    public static IApplicationBuilder UseReviewSessions(this IApplicationBuilder app) =>
        app.UseMiddleware<SessionMiddleware>();

    /// <summary>Maps the page's files and calls, on HTTP's ports only; nothing where the page is off.</summary>
    /// <param name="routes">Where to.</param>
    /// <exception cref="OptionsValidationException">What is wrong with the settings.</exception>
    public static void MapReview(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IOptions<ReviewOptions>>().Value.Enabled)
        {
            return;
        }

        // Each file for itself: no path leads anywhere else.
        var group = routes.MapGroup("").OnSide(ServedSide.Http);
        foreach (var file in PageFiles.All)
        {
            if (file.Name != PageFiles.Index)
            {
                MapOpen(group, $"/{file.Name}", GetAndHead, file.SendAsync);
            }
        }

        MapOpen(group, "/", GetAndHead, StartPage.SendAsync);
        MapOpen(group, $"/{PageFiles.Index}", GetAndHead, StartPage.SendAsync);

        MapOpen(group, "/review/settings", Get, context => Endpoints(context).SettingsAsync(context));
        MapOpen(group, "/review/session", PostAndDelete, context => HttpMethods.IsPost(context.Request.Method)
            ? Endpoints(context).SignInAsync(context)
            : Endpoints(context).SignOutAsync(context));
    }

    /// <summary>No credentials are asked for: nobody has them before having signed in.</summary>
    private static void MapOpen(RouteGroupBuilder group, string path, string[] methods, RequestDelegate handle) =>
        HttpApi.Map(group, path, methods, handle)
            .WithMetadata(OpenToAll.Instance, new ExcludeFromDescriptionAttribute());

    private static ReviewEndpoints Endpoints(HttpContext context) =>
        context.RequestServices.GetRequiredService<ReviewEndpoints>();
}
