using Grpc.Core;

namespace Detector.Server.Rpc.Reflection;

/// <summary>grpc.reflection.v1: describes the services, so that tools such as grpcurl need no proto files.</summary>
/// <param name="answers">Finds the answers.</param>
internal sealed class ReflectionService(ReflectionAnswers answers) : ServerReflection.ServerReflectionBase
{
    /// <summary>One answer per question, in order.</summary>
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context) =>
        answers.AnswerAsync(requestStream, responseStream, context.CancellationToken);
}
