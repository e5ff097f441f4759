using System.Net;
using Detector.Server.Analysis;
using Grpc.Core;
using Microsoft.Extensions.Primitives;

namespace Detector.Server.Security;

/// <summary>
/// Finds out who calls: by key, by certificate, or by both where both are the same client's; by the page's sign-in
/// where neither came.
/// </summary>
/// <param name="certificates">Checks certificates.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where bad credentials are told, without them.</param>
internal sealed class Authenticator(ClientCertificates certificates, TimeProvider time, ILogger<Authenticator> logger)
{
    /// <summary>Header that takes the key alone.</summary>
    public const string KeyHeader = "x-api-key";

    private const string Bearer = "Bearer ";

    private readonly AttemptLimiter _attempts = new(time);

    /// <summary>Finds out who calls.</summary>
    /// <param name="context">The call.</param>
    /// <param name="state">The configuration in force.</param>
    /// <returns>The name of the client, or why there is none.</returns>
    public (string? Client, CallFailure? Failure) Authenticate(HttpContext context, AccessState state)
    {
        if (!state.HasClients)
        {
            return (AccessState.LocalName, null);
        }

        var authorization = context.Request.Headers.Authorization;
        var apiKey = context.Request.Headers[KeyHeader];
        var certificate = context.Connection.ClientCertificate;
        if (authorization.Count == 0 && apiKey.Count == 0 && certificate is null)
        {
            return context.Features.Get<SessionClient>() is { } session
                ? (session.Client, session.Failure)
                : (null, NoCredentials);
        }

        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (_attempts.Blocked(address, state.Options.BadAttemptsPerMinute) is { } wait)
        {
            return (null, Blocked(wait));
        }

        var (byKey, keyProblem) = authorization.Count + apiKey.Count == 0
            ? default
            : ByKey(authorization, apiKey, state);
        var (byCertificate, certificateProblem) = certificate is null ? default : certificates.Find(certificate, state);
        var problem = keyProblem ?? certificateProblem
            ?? (byKey is not null && byCertificate is not null && byKey.Name != byCertificate.Name
                ? "the key and the certificate are of different clients" : null);
        return problem is null ? ((byKey ?? byCertificate)!.Name, null) : (null, Bad(address, problem, state));
    }

    /// <summary>Whose key it is, for somebody who signs in with it. Bad ones count as those of calls do.</summary>
    /// <param name="context">The call.</param>
    /// <param name="key">What was sent.</param>
    /// <param name="state">The configuration in force.</param>
    /// <returns>The client, or why there is none.</returns>
    public (AccessClient? Client, CallFailure? Failure) CheckKey(HttpContext context, string key, AccessState state)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (_attempts.Blocked(address, state.Options.BadAttemptsPerMinute) is { } wait)
        {
            return (null, Blocked(wait));
        }

        return state.Keys.Find(key) is { } client
            ? (client, null)
            : (null, Bad(address, "no client has this key", state));
    }

    private static (AccessClient? Client, string? Problem) ByKey(
        StringValues authorization, StringValues apiKey, AccessState state)
    {
        if (authorization.Count > 1 || apiKey.Count > 1)
        {
            return (null, "a header with credentials came twice");
        }

        var bearer = authorization.ToString();
        if (authorization.Count == 1 && !bearer.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return (null, "authorization must be Bearer and the key");
        }

        var first = authorization.Count == 1 ? state.Keys.Find(bearer[Bearer.Length..].Trim()) : null;
        var second = apiKey.Count == 1 ? state.Keys.Find(apiKey.ToString().Trim()) : null;
        if ((authorization.Count == 1 && first is null) || (apiKey.Count == 1 && second is null))
        {
            return (null, "no client has this key");
        }

        return first is not null && second is not null && first.Name != second.Name
            ? (null, "the two keys are of different clients")
            : (first ?? second, null);
    }

    private CallFailure Bad(IPAddress address, string problem, AccessState state)
    {
        var count = _attempts.Count(address);
        logger.BadCredentials(address, problem);
        if (count == state.Options.BadAttemptsPerMinute)
        {
            logger.AddressBlocked(address, count);
        }

        return new CallFailure(
            StatusCode.Unauthenticated, AccessReason.BadCredentials,
            $"The credentials are not accepted: {problem}. Send the key that the operator gave you, or ask for "
            + "a new one.");
    }

    private static CallFailure NoCredentials { get; } = new(
        StatusCode.Unauthenticated, AccessReason.NoCredentials,
        $"This server needs credentials: send 'authorization: Bearer KEY' or '{KeyHeader}: KEY' with the call, or a "
        + "client certificate. The operator gives them out.");

    private static CallFailure Blocked(TimeSpan wait) => new(
        StatusCode.ResourceExhausted, AccessReason.RateLimited,
        "Too many bad credentials came from this address within a minute. Wait, then send good ones (setting "
        + $"{AccessOptions.SectionName}:{nameof(AccessOptions.BadAttemptsPerMinute)}).")
    {
        RetryAfter = wait,
    };
}
