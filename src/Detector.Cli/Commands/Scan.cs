using Detector.Cli.Hosting;
using Detector.Cli.Output;
using Detector.Cli.Scanning;
using Detector.ModelPackages;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Detector.Cli.Commands;

/// <summary>One run of <c>scan</c>: checks, opens what is needed, runs, sums up.</summary>
/// <param name="request">What the user asked for.</param>
/// <param name="environment">What it may touch.</param>
internal sealed class Scan(ScanRequest request, CliEnvironment environment)
{
    private readonly ErrorLines _errors = new(environment.Error, environment.ErrorTerminal);

    /// <summary>Machine formats on a terminal and a bar on the same one would overwrite each other; the table's rows go
    /// past the bar.</summary>
    private bool SharesTerminal => request.OutputFile is null && environment.OutputTerminal is not null
        && environment.ErrorTerminal is not null;

    /// <summary>Scans.</summary>
    /// <param name="cancellationToken">Stops in order.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (request.Problem() is { } problem)
        {
            return Refuse(problem);
        }

        OpenAnalyzer analyzer;
        try
        {
            analyzer = await environment.OpenAsync(request.Analyzer, _errors, cancellationToken);
        }
        catch (Exception e) when (e is ModelPackageException or InvalidOperationException or OptionsValidationException)
        {
            return Refuse(TableWriter.Printable(e.Message));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }

        await using (analyzer)
        {
            return await RunAsync(analyzer, cancellationToken);
        }
    }

    private async Task<int> RunAsync(OpenAnalyzer analyzer, CancellationToken cancellationToken)
    {
        if (request.HeatmapFolder is not null && !analyzer.HasMap)
        {
            _errors.Write("detector: warning: this model draws no maps: --heatmaps gets no files.");
        }

        StreamWriter? file;
        try
        {
            file = request.OutputFile is { } path ? CliEnvironment.Utf8(File.Create(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse($"--out {request.OutputFile} cannot be written: {e.Message}");
        }

        try
        {
            await using (file)
            {
                return await RunAsync(analyzer, Writer(file), cancellationToken);
            }
        }
        catch (IOException e)
        {
            _errors.Write($"detector: the results cannot be written, so the scan was ended: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private async Task<int> RunAsync(OpenAnalyzer analyzer, IResultWriter writer, CancellationToken cancellationToken)
    {
        var discovery = new FileDiscovery(request.Paths, request.Outputs);
        var runner = new ScanRunner(
            analyzer, new ImageReader(analyzer.MaxBytes, environment.Input),
            request.HeatmapFolder is { } folder ? new HeatmapFiles(folder) : null, environment.Time);
        var bar = SharesTerminal && request.Format != "table" ? null : environment.ErrorTerminal;
        var summary = await ScanProgress.RunAsync(
            bar,
            () => new FileDiscovery(request.Paths, request.Outputs).Find().Count(),
            advance => runner.RunAsync(
                discovery.Find(), request.Parallel, outcome => Report(writer, outcome, advance), cancellationToken));
        summary.PassedOver = discovery.PassedOver;
        writer.End(summary);
        if (request.Format != "table" || request.OutputFile is not null)
        {
            environment.ErrorTerminal?.WriteLine(TableWriter.Sentence(summary));
        }

        return summary.ExitCode;
    }

    private void Report(IResultWriter writer, ScanOutcome outcome, Action advance)
    {
        writer.Write(outcome);
        advance();
        var path = TableWriter.Printable(outcome.Path);
        if (outcome.Error is { } error)
        {
            _errors.Write($"detector: {path}: {error.Reason}: {TableWriter.Printable(error.Message)}");
        }
        else if (outcome.MapProblem is { } problem)
        {
            _errors.Write($"detector: {path}: {TableWriter.Printable(problem)}");
        }
    }

    private IResultWriter Writer(StreamWriter? file) => request.Format switch
    {
        "jsonl" => new JsonLinesWriter(file ?? environment.Output),
        "csv" => new CsvWriter(file ?? environment.Output),
        _ => new TableWriter(Table(file)),
    };

    private IAnsiConsole Table(StreamWriter? file) =>
        SharesTerminal ? environment.ErrorTerminal!
        : file is null && environment.OutputTerminal is { } terminal ? terminal
        : TableWriter.Plain(file ?? environment.Output);

    private int Refuse(string problem)
    {
        _errors.Write($"detector: {problem}");
        return ExitCode.BadUsage;
    }
}
