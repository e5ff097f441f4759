using Detector.Load.Reporting;
using Detector.Load.Running;
using Detector.Load.Serving;
using Detector.Load.Statistics;
using Detector.Load.Wire;

namespace Detector.Load.Suite;

/// <summary>What every check works with.</summary>
/// <param name="settings">How long and with what.</param>
/// <param name="pictures">Sent in turn.</param>
/// <param name="progress">Told what is being measured.</param>
internal sealed class SuiteContext(SuiteSettings settings, LoadPicture[] pictures, TextWriter progress)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>How long and with what.</summary>
    public SuiteSettings Settings => settings;

    /// <summary>The loads that were run, in order.</summary>
    public List<LoadReport> Loads { get; } = [];

    /// <summary>Bytes of the largest picture.</summary>
    public int PictureBytes => pictures.Max(picture => picture.Bytes);

    /// <summary>Starts a server, and says so.</summary>
    /// <param name="readyPixels">Decode each picture once only.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="switches">Of its command line; those of the suite's own win.</param>
    public async Task<ServerChild> StartServerAsync(
        bool readyPixels, CancellationToken stop, params IReadOnlyList<string> switches)
    {
        await SayAsync(readyPixels ? "starting a server that decodes each picture once" : "starting a server");
        return await ServerChild.StartAsync(readyPixels, [.. switches, .. settings.Switches], stop);
    }

    /// <summary>A closed loop with the suite's pictures and warm-up.</summary>
    public async Task<RunResult> ClosedAsync(
        ServerChild server, string title, ClosedPlan plan, CancellationToken stop,
        Action<CallOutcome>? onOutcome = null)
    {
        await SayAsync(title);
        using var target = new LoadTarget(server.Address);
        var model = await target.GreetAsync(stop);
        var loop = new ClosedLoop(target, pictures, TimeProvider.System);
        var result = await loop.RunAsync(plan with { WarmUp = WarmUp }, onOutcome, stop);
        Note(title, model.Device, 0, result, memory: null);
        return result;
    }

    /// <summary>An open loop with the suite's pictures, warm-up and deadline.</summary>
    public async Task<RunResult> OpenAsync(ServerChild server, string title, OpenPlan plan, CancellationToken stop)
    {
        await SayAsync(FormattableString.Invariant($"{title}, {plan.Rate:0.00} a second"));
        using var target = new LoadTarget(server.Address);
        var model = await target.GreetAsync(stop);
        var loop = new OpenLoop(target, pictures, TimeProvider.System);
        var full = plan with { WarmUp = WarmUp, Deadline = settings.Deadline };
        var result = await loop.RunAsync(full, stop);
        Note(title, model.Device, plan.Rate, result, memory: null);
        return result;
    }

    /// <summary>Keeps a load for the report.</summary>
    public void Note(string title, string device, double offered, RunResult result, MemorySamples? memory) => Loads.Add(
        LoadReport.Of(title, device, $"JPEG {settings.Size}", PictureBytes, offered, result, memory));

    /// <summary>Says what is being measured.</summary>
    public Task SayAsync(string what) => progress.WriteLineAsync($"load: {what}");
}
