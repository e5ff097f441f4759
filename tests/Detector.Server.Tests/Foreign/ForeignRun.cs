using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detector.Server.Tests.Foreign;

/// <summary>
/// One run of a foreign client's script. It reads its settings as a line of JSON, prints a line per check, and one per
/// question to the test, whose answer it reads.
/// </summary>
public abstract class ForeignRun : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Dictionary<string, JsonElement> _checks = [];
    private readonly ConcurrentQueue<string> _errors = new();
    private string _end = "It did not run.";

    /// <summary>The folder that the scripts were copied to.</summary>
    protected static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Foreign");

    /// <summary>Names of the checks that were done.</summary>
    internal IEnumerable<string> Done => _checks.Keys;

    /// <summary>Why the run cannot be; null where it can.</summary>
    protected virtual string? WhyNot => null;

    /// <summary>Program and arguments.</summary>
    protected abstract IReadOnlyList<string> Command { get; }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (WhyNot is null)
        {
            await using var servers = await ForeignServers.StartAsync();
            await RunAsync(servers);
        }
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Checks how one check went.</summary>
    internal void AssertPassed(string check)
    {
        Assert.True(_checks.TryGetValue(check, out var told), $"The script did not get to {check}. {_end}");
        Assert.True(told.GetProperty("ok").GetBoolean(), told.GetProperty("detail").GetString());
    }

    /// <summary>Checks that the script itself ended well.</summary>
    internal void AssertEndedWell() => Assert.True(_end.Length == 0, _end);

    private async Task RunAsync(ForeignServers servers)
    {
        var start = new ProcessStartInfo(Command[0], Command.Skip(1))
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await TalkAsync(process, servers, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            _end = process.ExitCode == 0 ? "" : $"It ended with {process.ExitCode}. {string.Join('\n', _errors)}";
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or JsonException)
        {
            _end = $"{e.Message} {string.Join('\n', _errors)}";
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private async Task TalkAsync(Process process, ForeignServers servers, CancellationToken cancellationToken)
    {
        await SayAsync(process, await servers.SettingsAsync());
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("ask", out var what))
            {
                var answer = await servers.AnswerAsync(what.GetString()!).WaitAsync(cancellationToken);
                await SayAsync(process, new JsonObject { ["answer"] = answer });
            }
            else
            {
                _checks.Add(json.RootElement.GetProperty("check").GetString()!, json.RootElement.Clone());
            }
        }
    }

    private static async Task SayAsync(Process process, JsonObject line)
    {
        await process.StandardInput.WriteLineAsync(line.ToJsonString());
        await process.StandardInput.FlushAsync();
    }
}
