using System.Net;
using Google.Protobuf;

namespace Detector.Server.Tests.Support;

/// <summary>
/// Analyze by hand over HTTP/2. A client of gRPC watches its deadline itself: it leaves at it, at times before the server's
/// own clock gets there, and does not wait for the server's words.
/// </summary>
internal static class RawCall
{
    /// <summary>The whole answer to one picture of <see cref="Requests.Picture"/>.</summary>
    /// <param name="host">Asked.</param>
    /// <param name="timeout">The deadline as gRPC writes it: 300m.</param>
    public static async Task<HttpResponseMessage> AnalyzeAsync(ServerHost host, string timeout)
    {
        using var client = new HttpClient { BaseAddress = host.GrpcAddress };
        var message = Requests.For().ToByteArray();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/detector.v1.DetectionService/Analyze")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)message.Length, .. message]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("grpc-timeout", timeout);
        request.Headers.Add("te", "trailers");
        return await client.SendAsync(request);
    }
}
