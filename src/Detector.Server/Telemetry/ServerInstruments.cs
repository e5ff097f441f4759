using Detector.Telemetry;
using static Detector.Telemetry.InstrumentKind;

namespace Detector.Server.Telemetry;

/// <summary>The server's instruments, beside those of the library.</summary>
public static class ServerInstruments
{
    internal const string HttpDuration = "http.server.request.duration";
    internal const string Transport = "detector.transport";
    internal const string Client = "detector.client";
    internal const string RpcSystem = "rpc.system.name";
    internal const string RpcMethod = "rpc.method";
    internal const string RpcStatus = "rpc.response.status_code";
    internal const string HardwareId = "hw.id";
    internal const string HardwareName = "hw.name";
    internal const string ErrorType = "error.type";

    /// <summary>Every instrument that is exported under a name of ours or that our rules and dashboards rest on: the
    /// library's, the server's, and those of ASP.NET Core and .NET that are named here.</summary>
    public static IReadOnlyList<InstrumentInfo> All => [.. Calls, .. DetectorInstruments.All, .. Gpu, .. Platform];

    /// <summary>Those of calls.</summary>
    internal static IReadOnlyList<InstrumentInfo> Calls => [CallDuration, Refusals, ClientCalls, RpcDuration];

    /// <summary>Those of graphics cards; there where NVML is.</summary>
    internal static IReadOnlyList<InstrumentInfo> Gpu =>
        [GpuUtilization, GpuMemoryUsage, GpuMemoryLimit, Temperature, Power, HardwareErrors];

    internal static InstrumentInfo CallDuration { get; } = new(
        "detector.call.duration", Histogram, "s",
        "Time from a picture's arrival to its answer, of every picture, however it ended. The service's objective rests on it.",
        TagNames.Lane, TagNames.Outcome, Transport)
    {
        Buckets = Buckets.Seconds,
    };

    internal static InstrumentInfo Refusals { get; } = new(
        "detector.refusals", Counter, "{call}",
        "Pictures turned away without being looked at, and calls of people who are not let in (lane none).",
        TagNames.Reason, TagNames.Lane);

    internal static InstrumentInfo ClientCalls { get; } = new(
        "detector.client.calls", Counter, "{call}",
        "Pictures by client: a name of the configuration, local where there is none, or unknown.", Client, TagNames.Outcome);

    internal static InstrumentInfo RpcDuration { get; } = new(
        "rpc.server.call.duration", Histogram, "s", "Time that calls of gRPC took; a stream counts once, when it ends.",
        RpcSystem, RpcMethod, RpcStatus)
    {
        Buckets = Buckets.Seconds,
    };

    internal static InstrumentInfo GpuUtilization { get; } = new(
        "hw.gpu.utilization", Gauge, "1", "Share of the time in which the graphics card ran anything.", HardwareId, HardwareName);

    internal static InstrumentInfo GpuMemoryUsage { get; } = new(
        "hw.gpu.memory.usage", Gauge, "By", "Memory of the graphics card in use, by all programs.", HardwareId, HardwareName);

    internal static InstrumentInfo GpuMemoryLimit { get; } = new(
        "hw.gpu.memory.limit", Gauge, "By", "Memory that the graphics card has.", HardwareId, HardwareName);

    internal static InstrumentInfo Temperature { get; } = new(
        "hw.temperature", Gauge, "Cel", "Temperature of the graphics card.", HardwareId, HardwareName);

    internal static InstrumentInfo Power { get; } = new(
        "hw.power", Gauge, "W", "Power that the graphics card draws.", HardwareId, HardwareName);

    internal static InstrumentInfo HardwareErrors { get; } = new(
        "hw.errors", Counter, "{error}",
        "Errors of the graphics card: memory errors that were corrected or not, and readings that failed or hung.",
        HardwareId, ErrorType);

    /// <summary>Of ASP.NET Core and .NET; documented there.</summary>
    internal static IReadOnlyList<InstrumentInfo> Platform =>
    [
        new(
            HttpDuration, Histogram, "s", "Time that requests of HTTP took (of gRPC too), by ASP.NET Core.",
            "http.request.method", "http.route", "http.response.status_code", "network.protocol.version", "url.scheme",
            ErrorType)
        {
            Buckets = Buckets.Seconds,
        },
        new("dotnet.process.cpu.time", Counter, "s", "Processor time of the process.", "cpu.mode"),
        new("dotnet.process.memory.working_set", Gauge, "By", "Memory of the process that is in RAM."),
        new("dotnet.gc.collections", Counter, "{collection}", "Collections of garbage.", "gc.heap.generation"),
        new("dotnet.gc.pause.time", Counter, "s", "Time that collecting garbage stopped the process."),
        new("dotnet.thread_pool.queue.length", Gauge, "{work_item}", "Work that waits for a thread of the pool."),
    ];
}
