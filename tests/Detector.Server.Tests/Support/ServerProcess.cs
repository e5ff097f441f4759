using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Detector.V1;
using Grpc.Net.Client;

namespace Detector.Server.Tests.Support;

/// <summary>The server as a program of its own, in a folder of its own that is also that of its temporary files.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string> _grpc = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GrpcChannel? _channel;

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static ServerProcess Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Detector.Server.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The runtime's own sockets for debuggers and profilers lie among the temporary files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["TMPDIR"] = folder;
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>A client, as soon as it serves.</summary>
    public async Task<DetectionService.DetectionServiceClient> ClientAsync()
    {
        var address = await AddressAsync();
        _channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions { MaxReceiveMessageSize = null });
        return new DetectionService.DetectionServiceClient(_channel);
    }

    /// <summary>HOST:PORT of gRPC, as soon as it serves.</summary>
    public Task<string> AddressAsync() => _grpc.Task.WaitAsync(Patience);

    /// <summary>Asks it to stop, as an orchestrator does.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        return await ExitAsync();
    }

    /// <summary>Awaits its end, whoever asked for it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line is null)
        {
            _grpc.TrySetException(new InvalidOperationException($"The server ended: {Output}"));
        }
        else if (Serving().Match(line) is { Success: true } match)
        {
            _grpc.TrySetResult(match.Groups[1].Value);
        }
    }

    [GeneratedRegex("Serving gRPC on (\\S+)")]
    private static partial Regex Serving();
}
