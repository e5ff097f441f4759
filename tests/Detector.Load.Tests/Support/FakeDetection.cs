using System.Security.Cryptography;
using Detector.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Detector.Load.Tests.Support;

/// <summary>A service that answers as it is told, by default rightly and at once.</summary>
internal sealed class FakeDetection : DetectionService.DetectionServiceBase
{
    /// <summary>Answers single calls.</summary>
    public Func<AnalyzeRequest, ServerCallContext, Task<AnalyzeResponse>> OnAnalyze { get; set; } =
        (request, _) => Task.FromResult(Right(request));

    /// <summary>Answers one picture of a stream: with none, one or several messages.</summary>
    public Func<AnalyzeRequest, IEnumerable<AnalyzeResponse>> OnStreamed { get; set; } = request => [Right(request)];

    /// <summary>The right answer.</summary>
    public static AnalyzeResponse Right(AnalyzeRequest request) => new()
    {
        ClientReference = request.ClientReference,
        Analysis = new Analysis
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(request.Image.Span)),
            Tiles = 1,
            BatchTiles = 1,
            Timings = new Timings { Total = 1 },
        },
    };

    /// <summary>A refusal with its details, as the contract has them.</summary>
    public static RpcException Refused(string reason, TimeSpan retryAfter)
    {
        var status = new Google.Rpc.Status { Code = (int)StatusCode.ResourceExhausted };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "detector.v1", Reason = reason }));
        status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(retryAfter) }));
        var details = Google.Protobuf.MessageExtensions.ToByteArray(status);
        return new RpcException(
            new Grpc.Core.Status(StatusCode.ResourceExhausted, "full"),
            new Metadata { { "grpc-status-details-bin", details } });
    }

    public override Task<AnalyzeResponse> Analyze(AnalyzeRequest request, ServerCallContext context) =>
        OnAnalyze(request, context);

    public override async Task AnalyzeStream(
        IAsyncStreamReader<AnalyzeRequest> requestStream, IServerStreamWriter<AnalyzeResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            foreach (var response in OnStreamed(requestStream.Current))
            {
                await responseStream.WriteAsync(response);
            }
        }
    }

    public override Task<ModelInfo> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelInfo { Device = "none" });
}
