using System.Globalization;

namespace Detector.Load.Statistics;

/// <summary>Reads a process's resident memory every second, as Linux tells it.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private const string Field = "VmRSS:";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <summary>Begins to watch.</summary>
    /// <param name="processId">A process of this machine.</param>
    /// <param name="time">Clock.</param>
    public MemoryWatch(int processId, TimeProvider time)
    {
        _work = WatchAsync(processId, time, _stop.Token);
    }

    /// <summary>What was seen; complete once this is disposed.</summary>
    public MemorySamples Samples { get; } = new();

    /// <summary>Resident memory now, bytes; null where the process has gone.</summary>
    /// <param name="processId">A process of this machine.</param>
    public static long? Read(int processId)
    {
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(text => text.StartsWith(Field));
            var kibibytes = line?[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.TryParse(kibibytes, CultureInfo.InvariantCulture, out var value) ? value * 1024 : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Ends watching.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task WatchAsync(int processId, TimeProvider time, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (Read(processId) is { } bytes)
            {
                Samples.Add(time.GetElapsedTime(start), bytes);
                await timer.WaitForNextTickAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
