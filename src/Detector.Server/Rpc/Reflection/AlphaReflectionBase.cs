using Grpc.Core;

namespace Detector.Server.Rpc.Reflection;

/// <summary>What protoc would generate out of v1alpha's proto file: services are bound through such a base.</summary>
[BindServiceMethod(typeof(AlphaReflectionBase), nameof(BindService))]
internal abstract class AlphaReflectionBase
{
    /// <summary>Tells the server which methods there are.</summary>
    /// <param name="binder">Takes them in.</param>
    /// <param name="service">Null where methods are only listed.</param>
    public static void BindService(ServiceBinderBase binder, AlphaReflectionBase? service) => binder.AddMethod(
        AlphaReflection.Method,
        service is null
            ? null
            : new DuplexStreamingServerMethod<ServerReflectionRequest, ServerReflectionResponse>(
                service.ServerReflectionInfo));

    /// <summary>One answer per question, in order.</summary>
    /// <param name="requestStream">Questions.</param>
    /// <param name="responseStream">Answers.</param>
    /// <param name="context">The call.</param>
    public abstract Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context);
}
