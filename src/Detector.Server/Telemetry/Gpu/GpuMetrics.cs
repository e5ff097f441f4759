using System.Diagnostics.Metrics;
using Detector.Telemetry;

namespace Detector.Server.Telemetry.Gpu;

/// <summary>The measurements of graphics cards: what they said last, so that looking never waits for a driver.</summary>
internal sealed class GpuMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Detector.Hardware";

    private readonly Func<IReadOnlyList<GpuState>> _cards;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Owns the meter.</param>
    /// <param name="cards">The cards, as last read.</param>
    public GpuMetrics(IMeterFactory meters, Func<IReadOnlyList<GpuState>> cards)
    {
        _cards = cards;
        var meter = meters.Create(MeterName);
        meter.Gauge(ServerInstruments.GpuUtilization, () => Read(reading => reading.Utilization));
        meter.Gauge(ServerInstruments.GpuMemoryUsage, () => Read(reading => reading.MemoryUsed));
        meter.Gauge(ServerInstruments.GpuMemoryLimit, () => Read(reading => reading.MemoryTotal));
        meter.Gauge(ServerInstruments.Temperature, () => Read(reading => reading.Celsius));
        meter.Gauge(ServerInstruments.Power, () => Read(reading => reading.Watts));
        meter.ReadCounter(ServerInstruments.HardwareErrors, Errors);
    }

    private IEnumerable<Measurement<T>> Read<T>(Func<GpuReading, T?> value)
        where T : struct
    {
        foreach (var card in _cards())
        {
            if (card.Reading is { } reading && value(reading) is { } number)
            {
                yield return new Measurement<T>(
                    number, new KeyValuePair<string, object?>(ServerInstruments.HardwareId, card.Card.Id),
                    new(ServerInstruments.HardwareName, card.Card.Name));
            }
        }
    }

    private IEnumerable<Measurement<long>> Errors() => _cards().SelectMany(card => new[]
    {
        Errors(card, "ecc_corrected", card.Corrected), Errors(card, "ecc_uncorrected", card.Uncorrected),
        Errors(card, "read_failed", card.Failed), Errors(card, "read_stuck", card.Stuck),
    }).OfType<Measurement<long>>();

    private static Measurement<long>? Errors(GpuState card, string type, long? count) => count is not { } errors
        ? null
        : new Measurement<long>(
            errors, new KeyValuePair<string, object?>(ServerInstruments.HardwareId, card.Card.Id),
            new(ServerInstruments.ErrorType, type));
}
