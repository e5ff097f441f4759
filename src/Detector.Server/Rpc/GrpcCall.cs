namespace Detector.Server.Rpc;

/// <summary>Tells calls of gRPC from other requests.</summary>
internal static class GrpcCall
{
    /// <summary>What such calls and their answers state; calls at times with the message format after a plus sign.</summary>
    public const string ContentType = "application/grpc";

    /// <summary>True where the caller speaks gRPC.</summary>
    /// <param name="request">Any.</param>
    public static bool Is(HttpRequest request) =>
        request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) ?? false;
}
