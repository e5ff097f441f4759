using Detector.Server.Analysis;
using Detector.V1;

namespace Detector.Server.Http;

/// <summary>GET /v1/models and /v1/models/{name}: the contract's ListModels and GetModel.</summary>
/// <param name="models">What is served.</param>
internal sealed class ModelEndpoints(ServedModels models)
{
    /// <summary>All models.</summary>
    public Task ListAsync(HttpContext context) => AnswerJson.SendAsync(
        context.Response, new ListModelsResponse { Models = { models.All() } }, context.RequestAborted);

    /// <summary>One model.</summary>
    /// <exception cref="CallFailedException">There is none of that name.</exception>
    public Task GetAsync(HttpContext context) => AnswerJson.SendAsync(
        context.Response, models.Find((string)context.Request.RouteValues["name"]!), context.RequestAborted);
}
