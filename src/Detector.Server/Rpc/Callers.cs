using Grpc.Core;

namespace Detector.Server.Rpc;

/// <summary>Who calls.</summary>
internal static class Callers
{
    /// <summary>The caller's name in the configuration.</summary>
    /// <param name="context">The call.</param>
    public static string Name(ServerCallContext context)
    {
        _ = context;
        return "local";
    }
}
