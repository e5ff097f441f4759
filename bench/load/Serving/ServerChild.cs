using System.Diagnostics;
using System.Globalization;

namespace Detector.Load.Serving;

/// <summary>A server in a child process of its own, which ends with this one.</summary>
internal sealed class ServerChild : IAsyncDisposable
{
    private const int LogLinesKept = 40;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly Queue<string> _log = new();

    private ServerChild(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Such as http://127.0.0.1:40123.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Tiles of the largest batch that the server forms.</summary>
    public int LargestBatch { get; private set; }

    /// <summary>Of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts one, and waits until it serves.</summary>
    /// <param name="readyPixels">Decode each picture once only.</param>
    /// <param name="switches">Switches of the server's command line.</param>
    /// <param name="cancellationToken">Ends it again.</param>
    /// <exception cref="InvalidOperationException">It did not start; with the end of its log.</exception>
    public static async Task<ServerChild> StartAsync(
        bool readyPixels, IEnumerable<string> switches, CancellationToken cancellationToken)
    {
        var child = new ServerChild(Process.Start(StartInfo(readyPixels, switches))!);
        try
        {
            var greeting = (await child.ReadLineAsync(StartLimit, cancellationToken)).Split(' ');
            child.Address = $"http://{greeting[0]}";
            child.LargestBatch = int.Parse(greeting[1], CultureInfo.InvariantCulture);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks one <see cref="ServerQuestion"/>.</summary>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="question">With its arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<double> AskAsync(TimeSpan limit, FormattableString question, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(
            FormattableString.Invariant(question).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return double.Parse(await ReadLineAsync(limit, cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Stops it in order, or at once where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(bool readyPixels, IEnumerable<string> switches)
    {
        // "dotnet Detector.Load.dll" or the program itself, as this process was started.
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] arguments =
        [
            .. isHost ? [typeof(ServerChild).Assembly.Location] : Array.Empty<string>(), "serve",
            .. readyPixels ? ["--ready-pixels"] : Array.Empty<string>(), "--", .. switches,
        ];
        return new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
    }

    private async Task<string> ReadLineAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException($"The server ended.\n{LogEnd()}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The server said nothing for {limit.TotalSeconds:0} s.\n{LogEnd()}");
        }
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            if (line is not null)
            {
                _log.Enqueue(line);
            }

            if (_log.Count > LogLinesKept)
            {
                _log.Dequeue();
            }
        }
    }

    private string LogEnd()
    {
        lock (_log)
        {
            return string.Join('\n', _log);
        }
    }
}
