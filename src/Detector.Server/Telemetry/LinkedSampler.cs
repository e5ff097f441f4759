using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Detector.Server.Telemetry;

/// <summary>Traces what begins a trace of its own but works for others, such as a batch, where one of those is traced.</summary>
/// <param name="others">Decides on all else.</param>
internal sealed class LinkedSampler(Sampler others) : Sampler
{
    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        if (samplingParameters.ParentContext != default || samplingParameters.Links is not { } links || !links.Any())
        {
            return others.ShouldSample(samplingParameters);
        }

        return new SamplingResult(
            links.Any(link => (link.Context.TraceFlags & ActivityTraceFlags.Recorded) != 0)
                ? SamplingDecision.RecordAndSample
                : SamplingDecision.Drop);
    }
}
