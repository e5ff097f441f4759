using System.Net;
using Detector.Server.Analysis;
using Detector.Server.Rpc;
using Grpc.Core;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Security;

/// <summary>Keeps web pages from elsewhere from calling through the browser of somebody on this machine.</summary>
internal static class RequestOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Why a request may not be answered; null where it may.</summary>
    /// <param name="context">The request.</param>
    /// <param name="keyless">True while no credentials are needed.</param>
    public static CallFailure? Check(HttpContext context, bool keyless)
    {
        var request = context.Request;
        if (keyless && context.Connection.LocalIpAddress is { } address && !EndpointGuard.IsLoopback(address))
        {
            return NotAllowed(
                "Without clients this server answers on loopback addresses only. Configure clients (section Access).");
        }

        // A name of somebody else's that was made to point at this machine (DNS rebinding) makes a foreign page count
        // as our own. No page can speak HTTP/2 without TLS, so that gRPC may come under any name, such as that of a
        // tunnel.
        if (keyless && !IsGrpcInTheClear(request) && !IsLoopbackName(request.Host.Host))
        {
            return NotAllowed(
                "Without clients this server answers only under localhost, 127.0.0.1 or [::1]: use one of them, or "
                + "configure clients (section Access).");
        }

        return IsForeignChange(request)
            ? NotAllowed("A page of another origin may not call this server: call from a program, or from its own pages.")
            : null;
    }

    private static bool IsGrpcInTheClear(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && !request.IsHttps && GrpcCall.Is(request);

    private static bool IsLoopbackName(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && EndpointGuard.IsLoopback(address));

    /// <summary>
    /// True for a change that a page of another origin asks for. Browsers say where a page is from; programs say
    /// nothing. The scheme of the origin is not compared: a proxy may have taken TLS off.
    /// </summary>
    private static bool IsForeignChange(HttpRequest request)
    {
        var method = request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
        {
            return false;
        }

        if (request.Headers[FetchSite] is { Count: > 0 } site)
        {
            return site.ToString() is not ("same-origin" or "none");
        }

        var origin = request.Headers[HeaderNames.Origin];
        return origin.Count > 0 && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var uri)
            && uri.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && uri.Port == (request.Host.Port ?? (uri.Scheme == Uri.UriSchemeHttps ? 443 : 80)));
    }

    private static CallFailure NotAllowed(string message) =>
        new(StatusCode.PermissionDenied, AccessReason.NotAllowed, message);
}
