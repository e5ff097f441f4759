using Detector.Server.Analysis;
using Detector.Server.Rpc;
using Detector.Server.Security;
using Grpc.Core;

namespace Detector.Server.Review;

/// <summary>
/// Finds out whether a call comes with the cookie of a session, before access is decided. A cookie that is none of a
/// session any more counts as none: moderators who sit behind one address and stay longer than a session must not block
/// each other.
/// </summary>
/// <param name="next">What comes after.</param>
/// <param name="sessions">The sign-ins.</param>
internal sealed class SessionMiddleware(RequestDelegate next, ReviewSessions sessions)
{
    /// <summary>Handles one call.</summary>
    /// <param name="context">The call.</param>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!GrpcCall.Is(request) && SessionCookie.Read(request) is { } id && sessions.Find(id) is { } session)
        {
            context.Features.Set(session);
            context.Features.Set(session.IsMeantBy(request)
                ? new SessionClient(session.Client, null)
                : new SessionClient(null, NotMeant));
        }

        return next(context);
    }

    /// <summary>The cookie came, but maybe no page of this server sent it.</summary>
    public static CallFailure NotMeant { get; } = new(
        StatusCode.PermissionDenied, AccessReason.NotAllowed,
        $"A call with the page's cookie needs the header {ReviewSession.CsrfHeader} with the value that "
        + "/review/settings gives as csrf: fetch that again, then repeat the call.");
}
