using Detector.Tests.Support;
using Detector.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Detector.Server.Tests.Support;

/// <summary>Requests that tests send.</summary>
internal static class Requests
{
    /// <summary>A picture of one tile.</summary>
    public static byte[] Picture { get; } = TestPng.Plain(TinyModels.TileSize, TinyModels.TileSize, 128);

    public static AnalyzeRequest For(string reference = "", byte[]? picture = null) => new()
    {
        Image = ByteString.CopyFrom(picture ?? Picture),
        ClientReference = reference,
    };

    /// <summary>A picture of a size in bytes that is none: the size is looked at before the kind.</summary>
    public static AnalyzeRequest OfBytes(int bytes, string reference = "") => For(reference, new byte[bytes]);

    /// <summary>Reads a stream to its end.</summary>
    public static async Task<List<AnalyzeResponse>> ToListAsync(this IAsyncStreamReader<AnalyzeResponse> responses)
    {
        var all = new List<AnalyzeResponse>();
        while (await responses.MoveNext(CancellationToken.None))
        {
            all.Add(responses.Current);
        }

        return all;
    }
}
