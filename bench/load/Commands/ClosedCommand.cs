using System.CommandLine;
using Detector.Load.Running;
using Detector.V1;

namespace Detector.Load.Commands;

/// <summary>The command <c>closed</c>.</summary>
internal static class ClosedCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var target = new TargetOptions();
        var clients = CommonOptions.Number("--clients", "Clients that each wait for their answer.", 8, 1, 10_000);
        var seconds = CommonOptions.Seconds("--seconds", "Length of the measured window.", 10, 0.1, 3600);
        var warmUp = CommonOptions.Seconds("--warm-up", "Load before it, not counted.", 2, 0, 600);
        var deadline = CommonOptions.DeadlineMs();
        var interactive = new Option<bool>("--interactive")
        {
            Description = "Interactive pictures; bulk ones unless stated.",
        };
        var stream = new Option<bool>("--stream") { Description = "Each client sends over one AnalyzeStream call." };
        var window = CommonOptions.Number("--stream-window", "Pictures outstanding in each stream.", 16, 1, 1024);
        var command = new Command("closed", "So many clients that each send again when they are answered.")
        {
            clients, seconds, warmUp, deadline, interactive, stream, window,
        };
        target.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(
            target,
            parsed,
            new ClosedPlan
            {
                Clients = parsed.GetValue(clients),
                Lane = parsed.GetValue(interactive) ? Priority.Interactive : Priority.Bulk,
                Window = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                Deadline = parsed.GetValue(deadline) is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
                StreamWindow = parsed.GetValue(stream) ? parsed.GetValue(window) : 0,
            },
            stop));
        return command;
    }

    private static async Task<int> RunAsync(
        TargetOptions options, ParseResult parsed, ClosedPlan plan, CancellationToken stop)
    {
        using var target = await options.OpenAsync(parsed, stop);
        var loop = new ClosedLoop(target.Server, target.Pictures, TimeProvider.System);
        var kind = plan.StreamWindow > 0 ? $"streams of {plan.StreamWindow}" : "clients";
        var title = $"closed loop, {plan.Clients} {kind}";
        return await RunOutput.RunAsync(target, title, 0, () => loop.RunAsync(plan, null, stop), Console.Out);
    }
}
