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
    /// <summary>The host calls this before it stops anything else.</summary>
    /// <param name="cancellationToken">The host's patience is over.</param>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        health.BeginDrain();
        logger.DrainBegins(gate.InFlight, options.Value.DrainDelaySeconds, options.Value.DrainSeconds);
        await Task.Delay(TimeSpan.FromSeconds(options.Value.DrainDelaySeconds), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
    }

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
}
