using System.Diagnostics;
using Detector.Server.Analysis;
using Detector.Server.Hosting;
using Detector.Telemetry;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Detector.Server.Rpc;

/// <summary>Ends failed calls with a status and its details. No words of an unexpected exception reach the caller.</summary>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed class FailureInterceptor(TimeProvider time, ILogger<FailureInterceptor> logger) : Interceptor
{
    private readonly RepeatLimit _limit = new(time);

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Translate(e, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (exception is not (CallFailedException or OperationCanceledException) &&
            !context.CancellationToken.IsCancellationRequested && _limit.Allows(logger))
        {
            logger.CallBroke(exception, context.Method, Activity.Current?.TraceId.ToString() ?? "none");
        }

        return StatusDetails.ToException(CallFailures.From(exception));
    }
}
