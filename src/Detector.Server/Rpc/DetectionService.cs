using Detector.Decoding;
using Detector.Server.Analysis;
using Detector.Server.Hosting;
using Detector.Server.Security;
using Detector.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Detector.Server.Rpc;

/// <summary>The public contract, on <see cref="ImageCallHandler"/>.</summary>
/// <param name="handler">Scores.</param>
/// <param name="models">Says what is served.</param>
/// <param name="gate">Shut when the server stops.</param>
/// <param name="options">How many pictures of a stream are in flight.</param>
/// <param name="decoding">Which pictures are taken in.</param>
internal sealed class DetectionService(
    ImageCallHandler handler, ServedModels models, DrainGate gate, IOptions<ServerOptions> options,
    IOptions<DecodingOptions> decoding) : V1.DetectionService.DetectionServiceBase
{
    /// <inheritdoc/>
    public override async Task<AnalyzeResponse> Analyze(AnalyzeRequest request, ServerCallContext context)
    {
        var call = RequestReader.Read(
            request, context.GetHttpContext().ClientName(), RequestReader.ToDeadline(context.Deadline), mayWait: false);
        var result = await handler.HandleAsync(call, context.CancellationToken);
        var response = AnalysisMapper.ToResponse(result, request.ClientReference, request.WantGrid);
        context.WriteOptions = Compression.For(response);
        return response;
    }

    /// <inheritdoc/>
    public override async Task AnalyzeStream(
        IAsyncStreamReader<AnalyzeRequest> requestStream, IServerStreamWriter<AnalyzeResponse> responseStream,
        ServerCallContext context)
    {
        var client = context.GetHttpContext().ClientName();
        var deadline = RequestReader.ToDeadline(context.Deadline);
        using var stream = new ImageStream(
            handler, gate, options.Value.MaxStreamImages, decoding.Value.MaxBytes, client, deadline);
        await stream.RunAsync(requestStream, responseStream, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { models.All() } });

    /// <inheritdoc/>
    public override Task<ModelInfo> GetModel(GetModelRequest request, ServerCallContext context) =>
        Task.FromResult(models.Find(request.Name));
}
