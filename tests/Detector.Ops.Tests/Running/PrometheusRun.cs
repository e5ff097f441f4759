using Detector.Ops.Tests.Support;
using Detector.Server.Tests.Telemetry;

namespace Detector.Ops.Tests.Running;

/// <summary>Prometheus on a server under load, for all tests of a class.</summary>
public sealed class PrometheusRun : IAsyncLifetime
{
    /// <summary>What stands for Grafana's own intervals: short, since the test is.</summary>
    private const string Window = "15s";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private WatchedServer? _server;
    private PrometheusServer? _prometheus;

    /// <summary>Why there can be none; null where there is one.</summary>
    public static string? WhyNot => DebianPrometheus.WhyNot ?? FakeNvml.WhyNot;

    /// <summary>The one that scrapes.</summary>
    internal PrometheusServer Prometheus => _prometheus!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (WhyNot is null)
        {
            _server = await WatchedServer.StartAsync();
            _prometheus = await PrometheusServer.StartAsync(_server.Target);
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>Asks all of them until each has given a number; fails with those that give none in the end.</summary>
    /// <param name="queries">With Grafana's variables.</param>
    internal async Task AssertAnsweredAsync(params IEnumerable<string> queries)
    {
        var silent = await SilentAsync(queries);
        Assert.True(silent.Count == 0, $"Without data:\n{string.Join('\n', silent)}");
    }

    private async Task<IReadOnlyList<string>> SilentAsync(IEnumerable<string> queries)
    {
        using var limit = new CancellationTokenSource(Patience);
        var open = queries.Distinct().ToList();
        while (true)
        {
            var left = new List<string>();
            foreach (var query in open)
            {
                if (!(await Prometheus.AskAsync(Dashboard.Fill(query, Window))).Any(double.IsFinite))
                {
                    left.Add(query);
                }
            }

            if (left.Count == 0 || limit.IsCancellationRequested)
            {
                return left;
            }

            if (_server!.Load.IsCompleted)
            {
                // Says why it ended.
                await _server.Load;
            }

            open = left;
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}

/// <summary>A test that needs <see cref="PrometheusRun"/>, and says so where there can be none.</summary>
internal sealed class PrometheusRunFactAttribute : FactAttribute
{
    public PrometheusRunFactAttribute() => Skip = PrometheusRun.WhyNot;
}
