using System.CommandLine;
using Detector.Load.Running;

namespace Detector.Load.Commands;

/// <summary>The command <c>open</c>.</summary>
internal static class OpenCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var target = new TargetOptions();
        var rate = CommonOptions.Real("--rate", "R", "Pictures per second, both lanes together.", 5, 0.01, 100_000);
        var seconds = CommonOptions.Seconds("--seconds", "Length of the measured window.", 10, 0.1, 3600);
        var warmUp = CommonOptions.Seconds("--warm-up", "Load before it, not counted.", 2, 0, 600);
        var arrivals = new Option<string>("--arrivals")
        {
            Description = "Equal gaps, or gaps as of independent callers.",
            DefaultValueFactory = _ => "constant",
        }.AcceptOnlyFromAmong("constant", "poisson");
        var seed = CommonOptions.Number("--seed", "Of the gaps.", 1, 0, int.MaxValue - 1);
        var share = CommonOptions.Real("--interactive-share", "P", "Share of interactive pictures, 0 to 1.", 0, 0, 1);
        var interactive = new Option<double?>("--interactive-rate")
        {
            HelpName = "R", Description = "Interactive pictures per second; the others of --rate are bulk.",
        };
        interactive.Validators.Add(result =>
        {
            var all = result.GetValue(rate);
            if (result.GetValueOrDefault<double?>() is { } stated && !(stated >= 0 && stated <= all))
            {
                result.AddError($"--interactive-rate is {stated}; allowed are 0 to --rate, which is {all}.");
            }
        });
        var deadline = CommonOptions.DeadlineMs();
        var inFlight = CommonOptions.Number(
            "--max-in-flight", "Most calls in flight; arrivals beyond it are not sent, and reported.", 4096, 1,
            1_000_000);
        var drain = CommonOptions.Seconds("--drain", "How long the last answers may take.", 30, 0, 600);
        var command = new Command(
            "open",
            "Sends pictures at a rate, whatever the server does, and counts from when each was due.")
        {
            rate, seconds, warmUp, arrivals, seed, share, interactive, deadline, inFlight, drain,
        };
        target.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var interactiveRate = parsed.GetValue(interactive) ?? parsed.GetValue(rate) * parsed.GetValue(share);
            var plan = new OpenPlan
            {
                BulkRate = parsed.GetValue(rate) - interactiveRate,
                InteractiveRate = interactiveRate,
                Window = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                Deadline = parsed.GetValue(deadline) is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
                PoissonSeed = parsed.GetValue(arrivals) == "poisson" ? parsed.GetValue(seed) : null,
                MaxInFlight = parsed.GetValue(inFlight),
                Drain = TimeSpan.FromSeconds(parsed.GetValue(drain)),
            };
            return RunAsync(target, parsed, plan, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        TargetOptions options, ParseResult parsed, OpenPlan plan, CancellationToken stop)
    {
        using var target = await options.OpenAsync(parsed, stop);
        var loop = new OpenLoop(target.Server, target.Pictures, TimeProvider.System);
        return await RunOutput.RunAsync(target, "open loop", plan.Rate, () => loop.RunAsync(plan, stop), Console.Out);
    }
}
