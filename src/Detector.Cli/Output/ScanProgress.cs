using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Detector.Cli.Output;

/// <summary>A bar with rate and time left, on a terminal only.</summary>
internal static class ScanProgress
{
    /// <summary>Does work under the bar.</summary>
    /// <param name="terminal">Where the bar is drawn; null for none.</param>
    /// <param name="count">Counts the items; runs beside the work, which need not wait for it.</param>
    /// <param name="work">The work; calls its argument after each item.</param>
    /// <param name="title">What is done.</param>
    public static async Task<T> RunAsync<T>(
        IAnsiConsole? terminal, Func<int> count, Func<Action, Task<T>> work, string title = "Scanning")
    {
        if (terminal is null)
        {
            return await work(() => { });
        }

        var progress = terminal.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new DoneColumn(), new RateColumn(),
            new RemainingTimeColumn());
        return await progress.StartAsync(async context =>
        {
            // The bar never goes past its end, which is not known yet.
            var task = context.AddTask(title, maxValue: int.MaxValue);
            task.IsIndeterminate = true;
            _ = Task.Run(() =>
            {
                // At least 1: a bar of nothing is no bar.
                task.MaxValue = Math.Max(1, count());
                task.IsIndeterminate = false;
            });
            return await work(() => task.Increment(1));
        });
    }

    private sealed class DoneColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.IsIndeterminate ? $"{task.Value:0}" : $"{task.Value:0}/{task.MaxValue:0}");
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(
            task.Speed is { } speed ? string.Create(CultureInfo.InvariantCulture, $"{speed:0.0} images/s") : "");
    }
}
