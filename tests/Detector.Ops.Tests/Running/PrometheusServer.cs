using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Detector.Ops.Tests.Support;

namespace Detector.Ops.Tests.Running;

/// <summary>
/// Prometheus as a child process on a free loopback port, with a folder of its own that is deleted with it. It runs the
/// sample configuration with the rules, every second, on one target.
/// </summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _log = [];
    private readonly string _folder;
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private PrometheusServer(string folder, Process process)
    {
        (_folder, _process) = (folder, process);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it, and ends when it answers.</summary>
    /// <param name="target">HOST:PORT of /metrics.</param>
    public static async Task<PrometheusServer> StartAsync(string target)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "prometheus", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var config = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(config, Configuration(target));
        var server = new PrometheusServer(folder, Process.Start(new ProcessStartInfo(
            DebianPrometheus.Server,
            [
                $"--config.file={config}", $"--storage.tsdb.path={Path.Combine(folder, "data")}",
                "--web.listen-address=127.0.0.1:0", "--enable-feature=exemplar-storage",
            ])
        {
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!);
        try
        {
            server._http.BaseAddress = await server._address.Task.WaitAsync(Patience);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The values that an expression gives now, one per series. Fails where Prometheus refuses it.</summary>
    public async Task<IReadOnlyList<double>> AskAsync(string expression)
    {
        var data = await GetAsync($"api/v1/query?query={Uri.EscapeDataString(expression)}");
        return [.. data.GetProperty("result").EnumerateArray().Select(series =>
            double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))];
    }

    /// <summary>The part "data" of an answer of the API.</summary>
    /// <param name="path">With its query.</param>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("data").Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The sample's own text, with the test's target, and seconds in place of its intervals.</summary>
    private static string Configuration(string target)
    {
        var sample = File.ReadAllText(Path.Combine(RuleFiles.Folder, "prometheus.yml"));
        sample = Replaced(sample, "127.0.0.1:8080", target);
        sample = Replaced(sample, "_interval: 15s", "_interval: 1s");
        return Replaced(sample, "rules/*.yml", Path.Combine(RuleFiles.Folder, "rules", "*.yml"));
    }

    private static string Replaced(string text, string what, string by)
    {
        Assert.Contains(what, text, StringComparison.Ordinal);
        return text.Replace(what, by, StringComparison.Ordinal);
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.Add(line ?? "");
            if (line is null)
            {
                _address.TrySetException(new InvalidOperationException($"Prometheus ended: {string.Join('\n', _log)}"));
            }
            else if (Listening().Match(line) is { Success: true } match)
            {
                _address.TrySetResult(new Uri($"http://{match.Groups[1].Value}"));
            }
        }
    }

    [GeneratedRegex("msg=\"Listening on\" address=(\\S+)")]
    private static partial Regex Listening();
}
