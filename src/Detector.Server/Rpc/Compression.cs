using Detector.V1;
using Grpc.Core;

namespace Detector.Server.Rpc;

/// <summary>Which answers are worth compressing, for callers that take gzip.</summary>
internal static class Compression
{
    private static readonly WriteOptions Plain = new(WriteFlags.NoCompress);

    /// <summary>
    /// A grid of numbers shrinks well. PNGs are compressed already, and the rest is so short that compressing takes longer
    /// than sending.
    /// </summary>
    /// <param name="response">An answer.</param>
    /// <returns>Null for the server's default, which is to compress.</returns>
    public static WriteOptions? For(AnalyzeResponse response) =>
        response.Analysis is { Grid: not null, MapPng.IsEmpty: true, OverlayPng.IsEmpty: true } ? null : Plain;
}
