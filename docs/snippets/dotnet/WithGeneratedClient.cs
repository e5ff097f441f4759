using Detector.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace Detector.Snippets;

/// <summary>With nothing but what Grpc.Tools makes of detector.proto.</summary>
public static class WithGeneratedClient
{
    /// <summary>One picture, within a deadline. A caller that may wait tries again after the time in RetryInfo.</summary>
    public static async Task<string> ScoreAsync(string server, byte[] picture, string? key)
    {
        using var channel = GrpcChannel.ForAddress(server);
        var client = new DetectionService.DetectionServiceClient(channel);
        var request = new AnalyzeRequest { Image = UnsafeByteOperations.UnsafeWrap(picture), Priority = Priority.Bulk };
        var headers = new Metadata();
        if (key is not null)
        {
            headers.Add("authorization", $"Bearer {key}");
        }

        try
        {
            var deadline = TimeProvider.System.GetUtcNow().AddSeconds(30).UtcDateTime;
            var response = await client.AnalyzeAsync(request, headers, deadline);
            return $"{response.Analysis.Score:0.000} {response.Analysis.Verdict}";
        }
        catch (RpcException e)
        {
            return $"{e.StatusCode} {Reason(e)}: {e.Status.Detail}";
        }
    }

    /// <summary>The stable code; null where no Detector answered.</summary>
    public static string? Reason(RpcException exception)
    {
        var details = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        var info = details is null ? null : Google.Rpc.Status.Parser.ParseFrom(details).Details
            .FirstOrDefault(detail => detail.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>();
        return info?.Reason;
    }
}
