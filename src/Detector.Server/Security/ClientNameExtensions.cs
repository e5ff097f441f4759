using Grpc.Core;

namespace Detector.Server.Security;

/// <summary>Who calls, as <see cref="AccessMiddleware"/> found out.</summary>
internal static class ClientNameExtensions
{
    private static readonly object Key = new();

    /// <summary>Name of the client; <see cref="AccessState.LocalName"/> where no clients are configured.</summary>
    /// <param name="context">The call.</param>
    /// <exception cref="InvalidOperationException">
    /// Nobody has found out: the middleware is missing, or the path is open.
    /// </exception>
    public static string ClientName(this HttpContext context) => context.Items[Key] as string
        ?? throw new InvalidOperationException(
            $"Nobody found out who calls {context.Request.Path}: call UseAccess before it.");

    /// <inheritdoc cref="ClientName(HttpContext)"/>
    public static string ClientName(this ServerCallContext context) => context.GetHttpContext().ClientName();

    /// <summary>Keeps the name with the call.</summary>
    internal static void SetClientName(this HttpContext context, string client) => context.Items[Key] = client;
}
