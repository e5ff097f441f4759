using System.Diagnostics.Metrics;
using Detector.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Tests.Support;

/// <summary>Measurements of one test, read back as text.</summary>
internal sealed class TestMeters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];
    private readonly List<string> _observed = [];
    private readonly SortedDictionary<string, SortedSet<string>> _tags = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public TestMeters()
    {
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        Factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == Factory)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
        Device = new DetectorMetrics(Factory);
    }

    public IMeterFactory Factory { get; }

    public DetectorMetrics Device { get; }

    /// <summary>Measurements that nobody reads.</summary>
    public static DetectorMetrics Metrics() => new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    /// <summary>What the counters and histograms were given, in order.</summary>
    public IReadOnlyList<string> Counted()
    {
        lock (_gate)
        {
            return [.. _counted];
        }
    }

    /// <summary>What one counter or histogram was given, in order: values and tags.</summary>
    public IReadOnlyList<string> Of(string instrument) =>
        [.. Counted().Where(line => line.StartsWith($"{instrument} ", StringComparison.Ordinal))
            .Select(line => line[(instrument.Length + 1)..])];

    /// <summary>The same without the values.</summary>
    public IReadOnlyList<string> TagsOf(string instrument) => [.. Of(instrument).Select(line => line[(line.IndexOf(' ') + 1)..])];

    /// <summary>Names of the tags that each instrument was given.</summary>
    public IReadOnlyDictionary<string, string[]> Tags()
    {
        lock (_gate)
        {
            return _tags.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
        }
    }

    /// <summary>What the gauges say now.</summary>
    public IReadOnlyList<string> Observe()
    {
        _observed.Clear();
        _listener.RecordObservableInstruments();
        return _observed;
    }

    /// <summary>The device in use, and its state.</summary>
    public IReadOnlyList<string> InUse() =>
        [.. Observe().Where(line => line.StartsWith("detector.device.in_use 1 ", StringComparison.Ordinal))];

    public void Dispose() => _listener.Dispose();

    private void Note<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : struct
    {
        // Counters that begin at 0 have counted nothing.
        if (instrument is Counter<long> && value.Equals(default(T)))
        {
            return;
        }

        lock (_gate)
        {
            if (!_tags.TryGetValue(instrument.Name, out var names))
            {
                _tags[instrument.Name] = names = new SortedSet<string>(StringComparer.Ordinal);
            }

            foreach (var tag in tags)
            {
                names.Add(tag.Key);
            }

            (instrument.IsObservable ? _observed : _counted).Add(
                $"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
        }
    }
}
