using Detector.Cli.Evaluation;
using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Reports;
using Detector.Cli.Evaluation.Reports.Html;
using Detector.Cli.Evaluation.Scoring;
using Detector.Cli.Hosting;
using Detector.Cli.Output;
using Detector.Decoding;
using Detector.ModelPackages;
using Microsoft.Extensions.Options;

namespace Detector.Cli.Commands;

/// <summary>One run of <c>evaluate</c>: reads the data, scores, measures, writes.</summary>
/// <param name="request">What the user asked for.</param>
/// <param name="environment">What it may touch.</param>
internal sealed class Evaluate(EvaluateRequest request, CliEnvironment environment)
{
    private readonly ErrorLines _errors = new(environment.Error, environment.ErrorTerminal);

    /// <summary>Evaluates.</summary>
    /// <param name="cancellationToken">Stops; nothing is written then.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pictures = DataSet.Read(request.Data, request.Choice);
            await using var analyzer = await environment.OpenAsync(request.Analyzer, _errors, cancellationToken);
            var manifest = analyzer.Manifest
                ?? throw new InvalidOperationException("Only a model in this process can be evaluated.");
            var regions = manifest.Regions ?? new RegionsSpec();
            var results = await ScoreAsync(analyzer, pictures, regions, cancellationToken);
            return Finish(results, new ReportModel(
                manifest.Name, manifest.Version, manifest.Model.Sha256, manifest.Verdicts.Inconclusive.Threshold,
                manifest.Verdicts.LikelyManipulated.Threshold, analyzer.HasMap ? regions.Threshold : null,
                analyzer.HasMap ? regions.OtsuWeight : null));
        }
        catch (Exception e) when (
            e is ModelPackageException or InvalidOperationException or OptionsValidationException or DataSetException)
        {
            _errors.Write($"detector: {TableWriter.Printable(e.Message)}");
            return ExitCode.BadUsage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private async Task<IReadOnlyList<ScoredPicture>> ScoreAsync(
        OpenAnalyzer analyzer, IReadOnlyList<LabelledPicture> pictures, RegionsSpec regions, CancellationToken cancellationToken)
    {
        var scorer = new PictureScorer(
            analyzer, new VipsImageDecoder(Options.Create(new DecodingOptions())),
            new ScoringWants(request.Plan, regions, request.Thumbnails));
        var runner = new EvaluationRunner(scorer);
        var scored = 0;
        return await ScanProgress.RunAsync(
            environment.ErrorTerminal,
            () => pictures.Count,
            advance => runner.RunAsync(
                pictures, request.Parallel,
                result =>
                {
                    advance();
                    Report(result, ++scored, pictures.Count);
                },
                cancellationToken),
            "Scoring");
    }

    private void Report(ScoredPicture result, int scored, int all)
    {
        foreach (var left in result.LeftOut)
        {
            var what = left.Version is null ? "" : $" as {left.Version}";
            _errors.Write($"detector: {TableWriter.Printable($"{left.Path}{what}: {left.Reason}: {left.Message}")}");
        }

        // Where there is no bar, a line per tenth.
        if (environment.ErrorTerminal is null && scored * 10 / all > (scored - 1) * 10 / all)
        {
            _errors.Write($"detector: {scored} of {all} pictures scored, {request.Plan.All.Count} versions each");
        }
    }

    private int Finish(IReadOnlyList<ScoredPicture> results, ReportModel model)
    {
        var options = new ReportOptions(
            [.. request.Data.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))], request.Choice.Split,
            $"{request.Plan.Main}", request.Seed, request.Rounds, [.. request.Plan.All.Select(chain => $"{chain}")]);
        var report = new ReportBuilder(results, request.Plan, model, options).Build();
        if (report.ImageLevel.Count == 0)
        {
            _errors.Write("detector: no real or no fake picture could be scored, so there is nothing to measure.");
            return ExitCode.Failed;
        }

        try
        {
            if (request.JsonFile is { } json)
            {
                File.WriteAllText(json, ReportJson.Write(report));
            }

            if (request.HtmlFile is { } html)
            {
                File.WriteAllText(html, HtmlReport.Write(report, Thumbnails(results)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Write($"detector: the report cannot be written: {e.Message}");
            return ExitCode.Failed;
        }

        TerminalReport.Write(environment.OutputTerminal ?? TableWriter.Plain(environment.Output), report);
        return report.Counts.NotScored > 0 ? ExitCode.Failed
            : request.Gate && report.BelowChance.Count > 0 ? ExitCode.BelowChance
            : ExitCode.Ok;
    }

    private static Dictionary<string, MapThumbnail> Thumbnails(IReadOnlyList<ScoredPicture> results)
    {
        var maps = new Dictionary<string, MapThumbnail>();
        foreach (var result in results.Where(result => result.Thumbnail is not null))
        {
            maps.TryAdd(result.Picture.Name, result.Thumbnail!);
        }

        return maps;
    }
}
