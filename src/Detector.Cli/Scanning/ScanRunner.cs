using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Detector.Cli.Hosting;

namespace Detector.Cli.Scanning;

/// <summary>
/// Scores items several at a time and writes their lines in the items' order. A line that is finished early waits for
/// its turn; when very many wait, no further item is started, which bounds the memory.
/// </summary>
/// <param name="analyzer">Scores images.</param>
/// <param name="reader">Reads one item.</param>
/// <param name="heatmaps">Writes maps; null where nobody asked for them.</param>
/// <param name="time">Clock.</param>
internal sealed class ScanRunner(OpenAnalyzer analyzer, ImageReader reader, HeatmapFiles? heatmaps, TimeProvider time)
{
    // Lines are some kilobytes each. Wide enough that one huge image does not hold up its many small successors.
    private const int MaxWaitingLines = 1024;

    private readonly AnalysisOptions _wanted =
        new() { MapPng = heatmaps is not null, OverlayPng = heatmaps is not null };

    /// <summary>Scans all items.</summary>
    /// <param name="items">Taken one by one, as places get free.</param>
    /// <param name="parallel">How many are read, decoded and scored at a time, at least 1.</param>
    /// <param name="write">Writes one line; called in order, one call at a time.</param>
    /// <param name="cancellationToken">Starts no further item and calls off those begun; what is finished is
    /// written.</param>
    /// <returns>What it came to; cancellation is no exception but stated there.</returns>
    /// <exception cref="IOException">A line could not be written: what <paramref name="write"/> threw. Nothing is left
    /// running.</exception>
    public async Task<ScanSummary> RunAsync(
        IEnumerable<ScanItem> items, int parallel, Action<ScanOutcome> write, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var summary = new ScanSummary();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Channel.CreateBounded<Task<ScanOutcome?>>(MaxWaitingLines);
        var starting = Task.Run(
            () => StartAllAsync(items, parallel, started.Writer, stop.Token), CancellationToken.None);
        Exception? failure = null;
        await foreach (var task in started.Reader.ReadAllAsync(CancellationToken.None))
        {
            // After a failed write too, all that was started is awaited: the model must not be freed under it.
            if (await task is not { } outcome || failure is not null)
            {
                continue;
            }

            try
            {
                write(outcome);
                summary.Add(outcome);
            }
            catch (Exception e)
            {
                failure = e;
                await stop.CancelAsync();
            }
        }

        await starting;
        summary.Interrupted = cancellationToken.IsCancellationRequested;
        summary.Elapsed = time.GetElapsedTime(began);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return summary;
    }

    private async Task StartAllAsync(
        IEnumerable<ScanItem> items, int parallel, ChannelWriter<Task<ScanOutcome?>> started, CancellationToken stop)
    {
        var places = new SemaphoreSlim(parallel);
        try
        {
            foreach (var item in items)
            {
                await places.WaitAsync(stop);
                if (stop.IsCancellationRequested)
                {
                    // The place came free because of it.
                    places.Release();
                    break;
                }

                var scan = Task.Run(() => ScanAsync(item, places, stop), CancellationToken.None);
                await started.WriteAsync(scan, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The items that were not started have no line.
        }
        finally
        {
            started.Complete();
            for (var i = 0; i < parallel; i++)
            {
                await places.WaitAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Null where it was called off.</summary>
    private async Task<ScanOutcome?> ScanAsync(ScanItem item, SemaphoreSlim places, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            var encoded = await reader.ReadAsync(item, stop);
            var result = await analyzer.Analyze(encoded, _wanted, stop);
            if (!double.IsFinite(result.Score))
            {
                return ScanOutcome.Failed(
                    item.Path, AnalysisErrorReason.InferenceFailed,
                    $"The model's score is {result.Score}, not a number from 0 to 1. Run: detector model verify");
            }

            var mapProblem = heatmaps is null ? null : await heatmaps.WriteAsync(item.MapName, result, stop);
            return ScanOutcome.Scored(item.Path, result, analyzer.HasMap, mapProblem);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (AnalysisException e)
        {
            return ScanOutcome.Failed(item.Path, e.Reason, e.Message);
        }
        catch (Exception e)
        {
            // Whatever it was, it was this one's: the others go on.
            return ScanOutcome.Failed(item.Path, AnalysisErrorReason.Internal, $"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            places.Release();
        }
    }
}
