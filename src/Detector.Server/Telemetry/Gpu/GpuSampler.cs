using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Detector.Server.Telemetry.Gpu;

/// <summary>
/// Reads the graphics cards now and then, on a thread of its own: a driver in trouble may never answer. Where there is no
/// driver it says so once and does nothing.
/// </summary>
internal sealed class GpuSampler : IDisposable
{
    /// <summary>What was not read for so many intervals does not hold any more.</summary>
    private const int StaleAfter = 3;

    private readonly GpuOptions _options;
    private readonly IMeterFactory _meters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _end = new();
    private readonly TimeSpan _interval;
    private volatile IReadOnlyList<GpuState> _cards = [];
    private ITimer? _watchdog;
    private long _lastRead;
    private bool _isStuck;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="meters">Owner of the meter.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public GpuSampler(
        IOptions<TelemetryOptions> options, IMeterFactory meters, TimeProvider time, ILogger<GpuSampler> logger)
    {
        (_options, _meters, _time, _logger) = (options.Value.Gpu, meters, time, logger);
        _interval = TimeSpan.FromSeconds(_options.IntervalSeconds);
    }

    /// <summary>Begins, once.</summary>
    public void Start()
    {
        if (_options.IntervalSeconds > 0 && _watchdog is null)
        {
            _lastRead = _time.GetTimestamp();
            _watchdog = _time.CreateTimer(_ => Look(), null, _interval, _interval);
            new Thread(Work) { IsBackground = true, Name = "GPU sampler" }.Start();
        }
    }

    /// <summary>Ends; waits for no driver.</summary>
    public void Dispose()
    {
        _watchdog?.Dispose();
        _end.Set();
    }

    private void Work()
    {
        try
        {
            using var library = NvmlLibrary.Open(_options.Library);
            _cards = [.. library.Cards().Select(card => new GpuState(card))];
            if (_cards.Count == 0)
            {
                _logger.NoGpus("the driver knows of none");
                return;
            }

            _ = new GpuMetrics(_meters, () => _cards);
            _logger.Gpus(string.Join(", ", _cards.Select(card => card.Card.Name)));
            do
            {
                Read(library);
            }
            while (!_end.Wait(_interval));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException
            or NvmlException)
        {
            _logger.NoGpus(e is NvmlException ? e.Message : $"{_options.Library} is not there");
        }
    }

    private void Read(NvmlLibrary library)
    {
        foreach (var card in _cards)
        {
            try
            {
                card.Answered(library.Read(card.Card));
            }
            catch (NvmlException e)
            {
                if (card.Fails())
                {
                    _logger.GpuUnreadable(card.Card.Name, e.Message);
                }
            }
        }

        Interlocked.Exchange(ref _lastRead, _time.GetTimestamp());
    }

    /// <summary>Sees whether the thread is stuck in the driver.</summary>
    private void Look()
    {
        var silence = _time.GetElapsedTime(Interlocked.Read(ref _lastRead));
        var isStuck = silence > StaleAfter * _interval;
        if (isStuck && !_isStuck)
        {
            foreach (var card in _cards)
            {
                card.Sticks();
            }

            if (_cards.Count > 0)
            {
                _logger.GpusStuck(silence.TotalSeconds);
            }
        }

        _isStuck = isStuck;
    }
}
