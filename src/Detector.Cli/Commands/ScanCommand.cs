using System.CommandLine;
using System.Globalization;
using Detector.Cli.Hosting;

namespace Detector.Cli.Commands;

/// <summary>The command <c>scan</c>: its arguments and their texts.</summary>
internal static class ScanCommand
{
    private const int MaxParallel = 1024;

    // As many as a server takes of one stream.
    private const int ParallelOnServers = 16;

    private const string Notes =
        """
        In folders every file is taken: one that is no image gets an error line of its own. Passed over, and counted in
        the summary, are names that begin with a dot, notes, code and data (.md .txt .csv .json .jsonl .xml .html .py
        .pt .npz .ini .db), links to folders, and this run's own outputs. A path named on the command line is always
        taken. Lines come in the order of the paths, within folders in ordinal order of the names, as soon as they are
        finished. One bad file never stops the rest.

        Maps of one scanned folder lie at the path of the image relative to it. Of several PATHs each has its last name
        under DIR, with ~2, ~3 and so on behind it where an earlier one has taken it. Nothing else of an image is ever
        written to disk.

        With --server the images go to Detector servers, which hold the model. A key comes from --api-key-file or the
        environment (DETECTOR_API_KEY), never from the command line, where other users of the machine could read it.

        Exit status: 0 all were scored; 1 some were not (each is named on standard error with its reason) or an output
        could not be written; 2 bad usage, no such path, no usable model, or no server that answers; 130 stopped by
        Ctrl-C: what was finished is written.
        """;

    /// <summary>Makes the command.</summary>
    /// <param name="environment">What it may touch.</param>
    public static Command Create(CliEnvironment environment)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files, folders (with all below them), or - for one image on standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string>("--format")
        {
            Description = "table is for people; jsonl is one JSON object per line; csv has a header row.",
            DefaultValueFactory = _ => "table",
        }.AcceptOnlyFromAmong("table", "jsonl", "csv");
        var output = PathOption(
            "--out", "FILE", "Write the results to this file, not to standard output. Replaces it.");
        var heatmaps = PathOption(
            "--heatmaps", "DIR",
            "Write NAME.EXT.map.png (one channel, 0-255, size of the upright image) and NAME.EXT.overlay.png for each "
            + "image into this folder. Replaces maps of an earlier run.");
        var model = PathOption("--model", "DIR", "Folder of the model package. Default: the bundled one.");
        var device = SharedOptions.Device();
        var servers = new ServerOptions();
        var parallel = Parallel();
        var verbose = SharedOptions.Verbose();
        var command = new NotedCommand("scan", "Score images: files, folders, or standard input.", Notes)
        {
            paths, format, output, heatmaps, model, device, servers.Server, servers.ApiKeyFile, servers.CaFile, parallel,
            verbose,
        };
        command.Validators.Add(result => servers.Validate(result, model, device));
        command.SetAction((parsed, cancellationToken) =>
        {
            var choice = servers.Choice(parsed);
            var images = parsed.GetValue(parallel) ?? (choice is null ? Environment.ProcessorCount + 1 : ParallelOnServers);
            return new Scan(
                new ScanRequest
                {
                    Paths = parsed.GetRequiredValue(paths),
                    Format = parsed.GetRequiredValue(format),
                    OutputFile = parsed.GetValue(output),
                    HeatmapFolder = parsed.GetValue(heatmaps),
                    Analyzer = new AnalyzerChoice(
                        parsed.GetValue(model), SharedOptions.ToDevice(parsed.GetRequiredValue(device)),
                        parsed.GetValue(verbose))
                    {
                        Server = choice is null ? null : choice with { Parallel = images },
                    },
                    Parallel = images,
                },
                environment).RunAsync(cancellationToken);
        });
        return command;
    }

    private static Option<string?> PathOption(string name, string help, string description) =>
        new(name) { HelpName = help, Description = description };

    private static Option<int?> Parallel()
    {
        var option = new Option<int?>("--parallel")
        {
            HelpName = "N",
            Description = $"Images read, decoded and scored at a time, 1 to {MaxParallel}; their tiles share batches. "
                + "Default: one more than there are cores, so that decoding overlaps inference; with --server "
                + $"{ParallelOnServers}.",
        };
        option.Validators.Add(result =>
        {
            // What is no number has its error already.
            if (result.Tokens is [{ Value: var text }]
                && int.TryParse(text, CultureInfo.InvariantCulture, out var images)
                && images is < 1 or > MaxParallel)
            {
                result.AddError($"--parallel is {images}; allowed are 1 to {MaxParallel}.");
            }
        });
        return option;
    }
}
