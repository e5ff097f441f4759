using Detector.Server.Analysis;
using Detector.Server.Security;
using Microsoft.Extensions.Options;

namespace Detector.Server.Review;

/// <summary>What the page asks for beside the API: its settings, signing in, signing out.</summary>
/// <param name="registry">Who has which key.</param>
/// <param name="authenticator">Checks keys.</param>
/// <param name="certificates">Checks certificates.</param>
/// <param name="sessions">The sign-ins.</param>
/// <param name="models">Knows what the server takes in.</param>
/// <param name="options">The help lines.</param>
/// <param name="logger">Where sign-ins are told.</param>
internal sealed class ReviewEndpoints(
    ClientRegistry registry, Authenticator authenticator, ClientCertificates certificates, ReviewSessions sessions,
    ServedModels models, IOptions<ReviewOptions> options, ILogger<ReviewEndpoints> logger)
{
    /// <summary>GET /review/settings.</summary>
    public Task SettingsAsync(HttpContext context) => SendAsync(context, context.Features.Get<ReviewSession>());

    /// <summary>POST /review/session: the key for a cookie. Where no keys are needed nothing is set.</summary>
    /// <exception cref="CallFailedException">The key is nobody's, or too many such came.</exception>
    public async Task SignInAsync(HttpContext context)
    {
        var state = registry.Current;
        if (!state.HasClients)
        {
            await SendAsync(context, null);
            return;
        }

        var key = await SignInBody.ReadAsync(context.Request, context.RequestAborted);
        var (client, failure) = authenticator.CheckKey(context, key, state);
        if (client is null)
        {
            throw new CallFailedException(failure!);
        }

        Close(context);
        var (id, session) = sessions.Open(client.Name, key);
        SessionCookie.Write(context, id);
        logger.SignedIn(client.Name);
        await SendAsync(context, session);
    }

    /// <summary>DELETE /review/session. Needs no session: what is over already is over.</summary>
    /// <exception cref="CallFailedException">
    /// There is one, but the call does not show that the page made it.
    /// </exception>
    public Task SignOutAsync(HttpContext context)
    {
        if (context.Features.Get<SessionClient>() is { Failure: { } failure })
        {
            throw new CallFailedException(failure);
        }

        if (context.Features.Get<ReviewSession>() is { } session)
        {
            logger.SignedOut(session.Client);
        }

        Close(context);
        SessionCookie.Clear(context);
        PageHeaders.Add(context.Response);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private void Close(HttpContext context)
    {
        if (SessionCookie.Read(context.Request) is { } id)
        {
            sessions.Close(id);
        }
    }

    private Task SendAsync(HttpContext context, ReviewSession? session)
    {
        var state = registry.Current;
        var certificate = state.HasClients ? context.Connection.ClientCertificate : null;
        // In the order in which access is decided.
        var client = certificate is not null ? certificates.Find(certificate, state).Client?.Name : session?.Client;
        var settings = new ReviewSettings(
            state.HasClients, client is not null, client,
            [.. (options.Value.HelpLines ?? HelpLines.Belgian).Select(PageHelpLine.From)],
            PageLimits.From(models.Find("").Limits), session?.Csrf);
        context.Response.Headers.CacheControl = "no-store";
        PageHeaders.Add(context.Response);
        return context.Response.WriteAsJsonAsync(
            settings, ReviewJson.Default.ReviewSettings, contentType: null, context.RequestAborted);
    }
}
