using Detector.Load.Running;
using Detector.Load.Serving;

namespace Detector.Load.Suite;

/// <summary>What a request allocates on the server's managed heap beyond the picture, once all is warm.</summary>
internal static class AllocationCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "allocation";

    private const int WarmUpCalls = 64;
    private const int Calls = 256;
    private const int StreamWindow = 4;
    private const double LargestKilobytes = 100;

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(SuiteContext context, CancellationToken stop)
    {
        await using var server = await context.StartServerAsync(readyPixels: false, stop);
        return
        [
            .. await MeasureAsync(context, server, "single calls", streamWindow: 0, stop),
            .. await MeasureAsync(context, server, "streams", StreamWindow, stop),
        ];
    }

    private static async Task<IReadOnlyList<Requirement>> MeasureAsync(
        SuiteContext context, ServerChild server, string kind, int streamWindow, CancellationToken stop)
    {
        var plan = new ClosedPlan
        {
            Clients = context.Settings.Clients, StreamWindow = streamWindow, MaxCalls = WarmUpCalls,
            Window = TimeSpan.FromMinutes(5),
        };
        await context.ClosedAsync(server, $"allocation, {kind}, warm-up", plan, stop);
        var before = await AllocatedAsync(server, stop);
        var result = await context.ClosedAsync(server, $"allocation, {kind}", plan with { MaxCalls = Calls }, stop);
        var perRequest = (await AllocatedAsync(server, stop) - before) / result.Ledger.Closed;
        return
        [
            new($"allocated per request, {kind}",
                $"{perRequest / 1000:0.0} kB, picture {context.PictureBytes / 1000.0:0.0} kB"),
            Requirement.AtMost(
                $"beyond the picture, {kind}", (perRequest - context.PictureBytes) / 1000, LargestKilobytes, " kB"),
        ];
    }

    private static Task<double> AllocatedAsync(ServerChild server, CancellationToken stop) =>
        server.AskAsync(TimeSpan.FromMinutes(1), $"{ServerQuestion.Allocated}", stop);
}
