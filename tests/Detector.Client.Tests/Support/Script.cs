using Detector.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace Detector.Client.Tests.Support;

/// <summary>What servers say.</summary>
internal static class Script
{
    public static ModelInfo Model => new()
    {
        Model = new Model { Name = "trace", Version = "1.0.0" },
        HasMap = true,
        Limits = new InputLimits { MaxBytes = 1000 },
    };

    /// <summary>An answer from which a test can tell which image it belongs to.</summary>
    public static AnalyzeResponse Answer(AnalyzeRequest request) => new()
    {
        ClientReference = request.ClientReference,
        Analysis = new Analysis { Sha256 = request.Image.ToStringUtf8(), Width = request.Image.Length },
    };

    public static AnalyzeResponse Failed(
        AnalyzeRequest request, StatusCode code, string reason, TimeSpan? retryAfter = null) => new()
    {
        ClientReference = request.ClientReference,
        Failure = new AnalysisFailure
        {
            Code = (int)code,
            Reason = reason,
            Message = "Send another one.",
            Field = "image",
            RetryAfter = retryAfter is { } after ? Duration.FromTimeSpan(after) : null,
        },
    };

    public static async Task AnswerAllAsync(
        IAsyncStreamReader<AnalyzeRequest> requests, IServerStreamWriter<AnalyzeResponse> responses, ServerCallContext context)
    {
        while (await requests.MoveNext(context.CancellationToken))
        {
            await responses.WriteAsync(Answer(requests.Current));
        }
    }

    public static RpcException Failure(
        StatusCode code, string reason, string message, TimeSpan? retryAfter = null, string? field = null)
    {
        var status = new RpcStatus { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = "detector.v1", Reason = reason }));
        if (field is not null)
        {
            status.Details.Add(Any.Pack(new BadRequest
            {
                FieldViolations = { new BadRequest.Types.FieldViolation { Field = field } },
            }));
        }

        if (retryAfter is { } after)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(after) }));
        }

        return new RpcException(
            new Status(code, message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }

    /// <summary>Fails some times, then answers.</summary>
    public static Func<AnalyzeRequest, ServerCallContext, Task<AnalyzeResponse>> FailsFirst(int times, Exception failure)
    {
        var calls = 0;
        return (request, _) => Interlocked.Increment(ref calls) <= times
            ? Task.FromException<AnalyzeResponse>(failure)
            : Task.FromResult(Answer(request));
    }

    /// <summary>Images that can be told apart.</summary>
    public static async IAsyncEnumerable<ImageItem> Images(int count, Action<int>? taken = null)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            taken?.Invoke(i);
            yield return new ImageItem($"picture {i}", ByteString.CopyFromUtf8($"bytes {i}").Memory);
        }
    }

    /// <summary>Every image was answered once, with its own answer.</summary>
    public static void AssertAllAnswered(int count, IEnumerable<BulkOutcome> outcomes)
    {
        var answered = outcomes.OrderBy(outcome => int.Parse(outcome.Reference[8..], null)).ToArray();
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"picture {i}"), answered.Select(outcome => outcome.Reference));
        Assert.Equal(
            Enumerable.Range(0, count).Select(i => $"bytes {i}"),
            answered.Select(outcome => outcome.Analysis?.Sha256 ?? outcome.Failure!.Message));
    }

    public static async Task<List<BulkOutcome>> ToListAsync(this IAsyncEnumerable<BulkOutcome> outcomes)
    {
        var list = new List<BulkOutcome>();
        await foreach (var outcome in outcomes)
        {
            list.Add(outcome);
        }

        return list;
    }
}
