using System.Net.Http.Headers;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Detector.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Detector.Ops.Tests.Running;

/// <summary>
/// What callers do to a server, the good and the bad, again and again: pictures of all brightnesses over gRPC, in streams and
/// over HTTP, what is no picture, more than there is room for, callers that leave and deadlines that pass.
/// </summary>
internal sealed class Load(ServerHost server, GatedDecoder decoder)
{
    private static readonly TimeSpan ShortDeadline = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly byte[][] Pictures =
        [.. new byte[] { 10, 90, 128, 170, 250 }.Select(grey => TestPng.Plain(TinyModels.TileSize, TinyModels.TileSize, grey))];

    /// <summary>Four of the sixteen tiles that the server has room for.</summary>
    private static readonly byte[] Large = TestPng.Plain(2 * TinyModels.TileSize, 2 * TinyModels.TileSize, 60);

    private static readonly byte[] Breaking = TestPng.Plain(GatedDecoder.BreakingSide, GatedDecoder.BreakingSide, 60);

    /// <summary>Rounds until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.HttpAddress };
        while (!cancellationToken.IsCancellationRequested)
        {
            await GoodAsync(http);
            await BadAsync(http);
            await CrowdAsync();
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task GoodAsync(HttpClient http)
    {
        using var stream = server.Client.AnalyzeStream();
        foreach (var picture in Pictures)
        {
            await server.Client.AnalyzeAsync(Request(picture, Priority.Interactive));
            await server.Client.AnalyzeAsync(Request(picture, Priority.Bulk));
            await stream.RequestStream.WriteAsync(Request(picture, Priority.Bulk));
            using var answer = await PostAsync(http, picture, "image/png");
            answer.EnsureSuccessStatusCode();
        }

        await stream.RequestStream.CompleteAsync();
        Assert.Equal(Pictures.Length, (await stream.ResponseStream.ToListAsync()).Count);
    }

    private async Task BadAsync(HttpClient http)
    {
        await FailsAsync(Request("no picture"u8.ToArray(), Priority.Interactive), StatusCode.InvalidArgument);
        await FailsAsync(Request(Pictures[0][..^20], Priority.Bulk), StatusCode.InvalidArgument);
        await FailsAsync(Request(Breaking, Priority.Interactive), StatusCode.Internal);
        await FailsAsync(Request(Breaking, Priority.Bulk), StatusCode.Internal);
        using var refused = await PostAsync(http, "BM no picture"u8.ToArray(), "image/bmp");
        Assert.False(refused.IsSuccessStatusCode);
        using var nowhere = await http.GetAsync(new Uri("/nowhere", UriKind.Relative));
        Assert.False(nowhere.IsSuccessStatusCode);
    }

    /// <summary>More than there is room for, while nothing moves.</summary>
    private async Task CrowdAsync()
    {
        decoder.Hold();
        using var leaves = new CancellationTokenSource();
        var leaver = EndsAsync(Request(Pictures[1], Priority.Interactive), cancellationToken: leaves.Token);
        var late = EndsAsync(Request(Pictures[2], Priority.Interactive), ShortDeadline);
        var crowd = Enumerable.Range(0, 20)
            .Select(i => EndsAsync(Request(Large, i % 2 == 0 ? Priority.Interactive : Priority.Bulk))).ToArray();
        await late;
        await leaves.CancelAsync();
        await leaver;
        decoder.Release();
        await Task.WhenAll(crowd);
    }

    private async Task FailsAsync(AnalyzeRequest request, StatusCode status)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.AnalyzeAsync(request));
        Assert.Equal(status, error.StatusCode);
    }

    /// <summary>Ends with the call, however that ends.</summary>
    private async Task EndsAsync(AnalyzeRequest request, TimeSpan? time = null, CancellationToken cancellationToken = default)
    {
        var deadline = time is { } span ? TimeProvider.System.GetUtcNow().UtcDateTime + span : (DateTime?)null;
        try
        {
            await server.Client.AnalyzeAsync(request, deadline: deadline, cancellationToken: cancellationToken);
        }
        catch (RpcException)
        {
            // What is sought here.
        }
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, byte[] picture, string type) => http.PostAsync(
        new Uri("/v1/analyze", UriKind.Relative),
        new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

    private static AnalyzeRequest Request(byte[] picture, Priority priority) =>
        new() { Image = ByteString.CopyFrom(picture), Priority = priority };
}
