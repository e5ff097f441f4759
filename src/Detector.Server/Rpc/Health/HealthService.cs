using Detector.Server.Hosting;
using Grpc.Core;
using ServingStatus = Detector.Server.Rpc.Health.HealthCheckResponse.Types.ServingStatus;

namespace Detector.Server.Rpc.Health;

/// <summary>grpc.health.v1: what <see cref="ServerHealth"/> says, in gRPC's words.</summary>
/// <param name="health">The state.</param>
/// <param name="places">How many watch at once.</param>
/// <param name="lifetime">Says when the server stops.</param>
internal sealed class HealthService(ServerHealth health, WatchPlaces places, IHostApplicationLifetime lifetime)
    : Health.HealthBase
{
    /// <summary>The name that stands for the GPU: not serving while the CPU stands in for it.</summary>
    public const string Accelerator = "accelerator";

    /// <summary>The state now.</summary>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var status = StatusOf(request.Service, health.Current);
        return status == ServingStatus.ServiceUnknown
            ? throw new RpcException(new Status(StatusCode.NotFound, UnknownName(request.Service)))
            : Task.FromResult(new HealthCheckResponse { Status = status });
    }

    /// <summary>
    /// The state now and at every change. When the server stops the last word is NOT_SERVING and the call ends, so that
    /// it does not hold up the drain.
    /// </summary>
    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        var stopping = lifetime.ApplicationStopping;
        if (stopping.IsCancellationRequested)
        {
            // Not a NOT_SERVING and a good end: clients would come back at once, again and again.
            throw new RpcException(new Status(StatusCode.Unavailable, "The server stops: watch another one."));
        }

        using var place = places.Take();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        var said = ServingStatus.Unknown;
        var state = health.Current;
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                said = await SayAsync(StatusOf(request.Service, state), said);
                state = await health.WaitForChangeAsync(state.Version, ends.Token);
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The caller has gone, or the server stops: told apart below.
        }

        if (!context.CancellationToken.IsCancellationRequested && said != ServingStatus.ServiceUnknown)
        {
            await SayAsync(ServingStatus.NotServing, said);
        }

        async Task<ServingStatus> SayAsync(ServingStatus status, ServingStatus before)
        {
            if (status != before)
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
            }

            return status;
        }
    }

    /// <summary>What is said of a name; SERVICE_UNKNOWN for one that is not known.</summary>
    internal static ServingStatus StatusOf(string service, HealthSnapshot state)
    {
        if (service == Accelerator)
        {
            return state.IsAtFullSpeed ? ServingStatus.Serving : ServingStatus.NotServing;
        }

        return service.Length == 0 || service == V1.DetectionService.Descriptor.FullName
            ? state.IsReady ? ServingStatus.Serving : ServingStatus.NotServing
            : ServingStatus.ServiceUnknown;
    }

    private static string UnknownName(string service) =>
        $"No service {Shorten(service)}; there are '' (the server as a whole), " +
        $"{V1.DetectionService.Descriptor.FullName} and {Accelerator}.";

    private static string Shorten(string service) => service.Length <= 100 ? service : service[..100] + "…";
}
