using Microsoft.AspNetCore.Routing.Matching;

namespace Detector.Server.Http;

/// <summary>Hides endpoints of one side from connections of the other.</summary>
internal sealed class ServedSidePolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>Before the choice by method, so that a hidden path is not found instead of not allowed.</summary>
    public override int Order => -2000;

    /// <inheritdoc/>
    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<ServedSide>() is not null);

    /// <inheritdoc/>
    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (httpContext.Features.Get<ServedSide>() is { } here)
        {
            for (var i = 0; i < candidates.Count; i++)
            {
                var side = candidates[i].Endpoint.Metadata.GetMetadata<ServedSide>();
                if (side is not null && side != here)
                {
                    candidates.SetValidity(i, false);
                }
            }
        }

        return Task.CompletedTask;
    }
}
