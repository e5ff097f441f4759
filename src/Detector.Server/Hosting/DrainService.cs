using Microsoft.Extensions.Options;

namespace Detector.Server.Hosting;

/// <summary>
/// Stops in order: health says so first, then new pictures are refused while those in flight are finished, and only then
/// does the host close its connections.
/// </summary>
/// <param name="gate">What lets pictures in.</param>
/// <param name="health">What health says.</param>
/// <param name="options">How long each step takes.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed class DrainService(
    DrainGate gate, ServerHealth health, IOptions<ServerOptions> options, TimeProvider time, ILogger<DrainService> logger)
    : IHostedLifecycleService
{
    /// <summary>
    /// Between the end of the last call and the closing of the connections. Callers that still send while their call ends lose
    /// its status where both come at once.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly Lock _once = new();
    private Task? _drain;

    /// <summary>Drains; ends when no picture is in flight, or the time is over. A second call waits for the first one.</summary>
    /// <param name="cancellationToken">Whoever stops the server has no more patience; of the first call.</param>
    public Task DrainAsync(CancellationToken cancellationToken)
    {
        lock (_once)
        {
            return _drain ??= RunAsync(cancellationToken);
        }
    }

    /// <summary>The host calls this before it stops anything else.</summary>
    /// <param name="cancellationToken">The host's patience is over.</param>
    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        health.MarkReady();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        health.BeginDrain();
        logger.DrainBegins(gate.InFlight, options.Value.DrainDelaySeconds, options.Value.DrainSeconds);
        await Pause(TimeSpan.FromSeconds(options.Value.DrainDelaySeconds), cancellationToken);
        var idle = gate.Refuse();
        try
        {
            await idle.WaitAsync(TimeSpan.FromSeconds(options.Value.DrainSeconds), time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            logger.DrainCut(gate.InFlight);
        }

        gate.End();
        await Pause(Settling, cancellationToken);
    }

    private Task Pause(TimeSpan length, CancellationToken cancellationToken) =>
        Task.Delay(length, time, cancellationToken).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
