using Grpc.Core;

namespace Detector.Server.Rpc.Reflection;

/// <summary>grpc.reflection.v1alpha on the code of v1.</summary>
/// <param name="answers">Finds the answers.</param>
internal sealed class AlphaReflectionService(ReflectionAnswers answers) : AlphaReflectionBase
{
    /// <inheritdoc/>
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context) =>
        answers.AnswerAsync(requestStream, responseStream, context.CancellationToken);
}
