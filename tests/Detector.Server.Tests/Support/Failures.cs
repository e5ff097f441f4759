using Detector.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Detector.Server.Tests.Support;

/// <summary>A failed call as a client sees it, its details decoded.</summary>
internal sealed record Failure(StatusCode Code, string Message, string? Reason, BadRequest? BadRequest, RetryInfo? Retry)
{
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The one field that is blamed.</summary>
    public string? Field => BadRequest?.FieldViolations.Single().Field;

    /// <summary>Decodes the details; checks that they say what the status says.</summary>
    public static Failure From(RpcException exception)
    {
        var trailer = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        if (trailer is null)
        {
            return new Failure(exception.StatusCode, exception.Status.Detail, null, null, null);
        }

        var status = Google.Rpc.Status.Parser.ParseFrom(trailer);
        Assert.Equal((int)exception.StatusCode, status.Code);
        var info = Find<ErrorInfo>(status);
        Assert.NotNull(info);
        Assert.Equal("detector.v1", info.Domain);
        return new Failure(
            exception.StatusCode, exception.Status.Detail, info.Reason, Find<BadRequest>(status), Find<RetryInfo>(status))
        {
            Metadata = info.Metadata.ToDictionary(),
        };
    }

    /// <summary>Awaits a call that has to fail.</summary>
    public static async Task<Failure> OfAsync(Func<Task> call) => From(await Assert.ThrowsAsync<RpcException>(call));

    /// <summary>Awaits a single picture that has to fail.</summary>
    public static Task<Failure> OfAsync(AsyncUnaryCall<AnalyzeResponse> call) => OfAsync(async () => await call);

    private static T? Find<T>(Google.Rpc.Status status)
        where T : class, IMessage<T>, new() =>
        status.Details.FirstOrDefault(any => any.Is(new T().Descriptor))?.Unpack<T>();
}
