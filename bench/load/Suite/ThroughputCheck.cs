using Detector.Load.Running;
using Detector.Load.Serving;

namespace Detector.Load.Suite;

/// <summary>
/// Tiles per second of the saturated server against the bare runtime on ready tensors in the same process. Both take
/// turns, and each round's server is compared with the bare runs just before and after it: the machine's own pace
/// changes.
/// </summary>
internal static class ThroughputCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "throughput";

    private const int MoreClients = 4;
    private const double RequiredRatio = 0.90;
    private const double RequiredRatioOfMore = 0.85;

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Requirement>> RunAsync(SuiteContext context, CancellationToken stop)
    {
        var settings = context.Settings;
        await using var server = await context.StartServerAsync(readyPixels: true, stop);
        await context.SayAsync("looking for the bare runtime's best batch size");
        var best = (int)await server.AskAsync(
            TimeSpan.FromMinutes(5), $"{ServerQuestion.BestBatch} {settings.Phase.TotalSeconds / 3}", stop);
        await SaturateAsync(context, server, settings.Clients, "warm-up", stop);

        var bare = new List<double> { await BareAsync(context, server, best, stop) };
        var few = new List<double>();
        var many = new List<double>();
        for (var round = 1; round <= settings.Rounds; round++)
        {
            few.Add(await SaturateAsync(context, server, settings.Clients, $"throughput round {round}", stop));
            many.Add(await SaturateAsync(
                context, server, MoreClients * settings.Clients, $"throughput round {round}", stop));
            bare.Add(await BareAsync(context, server, best, stop));
        }

        return
        [
            new($"bare runtime, batch {best}", $"{Median.Of(bare):0.0} tiles/s"),
            new($"server, {settings.Clients} clients", $"{Median.Of(few):0.0} tiles/s"),
            Requirement.AtLeast(
                $"server / bare runtime, {settings.Clients} clients, decode excluded", Ratio(few, bare), RequiredRatio),
            Requirement.AtLeast(
                $"server / bare runtime, {MoreClients * settings.Clients} clients",
                Ratio(many, bare), RequiredRatioOfMore),
            Requirement.AtLeast(
                $"{MoreClients * settings.Clients} clients / {settings.Clients} clients",
                Median.Of(many.Zip(few, (more, less) => more / less)), RequiredRatioOfMore),
        ];
    }

    private static double Ratio(List<double> server, List<double> bare) =>
        Median.Of(server.Select((rate, round) => rate / ((bare[round] + bare[round + 1]) / 2)));

    private static async Task<double> BareAsync(
        SuiteContext context, ServerChild server, int batch, CancellationToken stop)
    {
        await context.SayAsync($"bare runtime, batch {batch}");
        var seconds = context.Settings.Phase.TotalSeconds;
        return await server.AskAsync(TimeSpan.FromMinutes(5), $"{ServerQuestion.Bare} {batch} {seconds}", stop);
    }

    private static async Task<double> SaturateAsync(
        SuiteContext context, ServerChild server, int clients, string title, CancellationToken stop)
    {
        var plan = new ClosedPlan { Clients = clients, Window = context.Settings.Phase };
        var result = await context.ClosedAsync(server, $"{title}, {clients} clients", plan, stop);
        return result.Tally.GoodTilesPerSecond;
    }
}
