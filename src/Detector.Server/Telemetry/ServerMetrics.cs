using System.Diagnostics.Metrics;
using Detector.Batching;
using Detector.Server.Security;
using Detector.Telemetry;

namespace Detector.Server.Telemetry;

/// <summary>The measurements of calls. What they are is in <see cref="ServerInstruments"/>.</summary>
internal sealed class ServerMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Detector.Server";

    private readonly Histogram<double> _calls;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _clients;
    private readonly Histogram<double> _rpcs;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Owns the meter.</param>
    public ServerMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _calls = meter.Histogram(ServerInstruments.CallDuration);
        _refusals = meter.Counter(ServerInstruments.Refusals);
        _clients = meter.Counter(ServerInstruments.ClientCalls);
        _rpcs = meter.Histogram(ServerInstruments.RpcDuration);
        BeginAtZero();
    }

    /// <summary>Notes one picture that was answered, or whose caller left.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="transport">How it came.</param>
    /// <param name="client">Whose it is: a name of the configuration.</param>
    /// <param name="reason">Why it has no score; null where it has.</param>
    /// <param name="elapsed">What it took.</param>
    public void Answered(Lane lane, Transport transport, string client, string? reason, TimeSpan elapsed)
    {
        var outcome = CallOutcome.Of(reason);
        _calls.Record(
            elapsed.TotalSeconds, new(TagNames.Lane, DetectorMetrics.Name(lane)), new(TagNames.Outcome, outcome),
            new(ServerInstruments.Transport, transport == Transport.Grpc ? "grpc" : "http"));
        _clients.Add(1, new(ServerInstruments.Client, client), new(TagNames.Outcome, outcome));
        if (outcome == CallOutcome.Refused)
        {
            _refusals.Add(1, new(TagNames.Reason, reason), new(TagNames.Lane, DetectorMetrics.Name(lane)));
        }
    }

    /// <summary>Counts a call that was not let in.</summary>
    /// <param name="reason">One of <see cref="AccessReason"/>.</param>
    public void NotLetIn(string reason) =>
        _refusals.Add(1, new(TagNames.Reason, reason), new(TagNames.Lane, "none"));

    /// <summary>Notes one call of gRPC that ended.</summary>
    /// <param name="method">Service and method; bounded.</param>
    /// <param name="status">Name of its status code.</param>
    /// <param name="elapsed">What it took.</param>
    public void RpcEnded(string method, string status, TimeSpan elapsed) => _rpcs.Record(
        elapsed.TotalSeconds, new(ServerInstruments.RpcSystem, "grpc"), new(ServerInstruments.RpcMethod, method),
        new(ServerInstruments.RpcStatus, status));

    /// <summary>A count that is there from the start shows its first step, which one that appears with it does not.</summary>
    private void BeginAtZero()
    {
        foreach (var reason in CallOutcome.Refusals)
        {
            _refusals.Add(0, new(TagNames.Reason, reason), new(TagNames.Lane, DetectorMetrics.Name(Lane.Interactive)));
            _refusals.Add(0, new(TagNames.Reason, reason), new(TagNames.Lane, DetectorMetrics.Name(Lane.Bulk)));
        }
    }
}
