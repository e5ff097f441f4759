using System.CommandLine;
using Detector.Cli.Evaluation.Data;
using Detector.Cli.Evaluation.Versions;
using Detector.Cli.Hosting;

namespace Detector.Cli.Commands;

/// <summary>The options of <c>evaluate</c>.</summary>
internal sealed class EvaluateOptions
{
    private const int UsualRounds = 1000;
    private const int MostRounds = 100_000;

    private readonly Option<string[]> _data = new("--data")
    {
        HelpName = "PATH",
        Description = "CSV file, or folder with real/, generated/ and edited/. May be given several times.",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _split = new("--split")
    {
        HelpName = "VALUE", Description = "Only rows with this value in the column split.",
    };

    private readonly Option<string> _source = new Option<string>("--source")
    {
        Description = "Where a picture's source comes from: the column source (where it is empty, the folder), or the folder.",
        DefaultValueFactory = _ => "column",
    }.AcceptOnlyFromAmong("column", "folder");

    private readonly Option<string> _normalize = new("--normalize")
    {
        HelpName = "CHAIN",
        Description = "What every picture goes through first: jpeg:QUALITY, webp:QUALITY, resize:FACTOR, crop:PIXELS, with "
            + "commas between them, or none.",
        DefaultValueFactory = _ => VersionChain.NoneWord,
    };

    private readonly Option<string?> _json = new("--json")
    {
        HelpName = "FILE", Description = "Write all figures as JSON. Replaces it.",
    };

    private readonly Option<string?> _html = new("--html")
    {
        HelpName = "FILE", Description = "Write a page with plots: one file, no script. Replaces it.",
    };

    private readonly Option<bool> _thumbnails = new("--thumbnails")
    {
        Description = "Show the maps (never the pictures) of the worst misses in the page.",
    };

    private readonly Option<bool> _sweep = new("--sweep")
    {
        Description = "Also measure under JPEG 95 to 50, WebP 90 and 70, and resizing by 0.5 to 1.5: 12 times as much scoring.",
    };

    private readonly Option<bool> _grid = new("--grid")
    {
        Description = "Also measure reals and fakes as they are and scaled by 0.6, in all four pairings (softness).",
    };

    private readonly Option<bool> _reliability = new("--reliability")
    {
        Description = "Also measure by estimated JPEG quality and longer side, on the files as they come in, and on those of "
            + "--sweep.",
    };

    private readonly Option<bool> _gate = new("--gate")
    {
        Description = "Exit with 3 where a set of fakes has an AUC under 0.5.",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        HelpName = "N", Description = "Of all random numbers.", DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _rounds = new("--rounds")
    {
        HelpName = "N", Description = $"Of the bootstrap, 1 to {MostRounds}.", DefaultValueFactory = _ => UsualRounds,
    };

    private readonly Option<string?> _model = new("--model")
    {
        HelpName = "DIR", Description = "Folder of the model package. Default: the bundled one.",
    };

    private readonly Option<string> _device = SharedOptions.Device();

    private readonly Option<int> _parallel = new("--parallel")
    {
        HelpName = "N",
        Description = "Pictures decoded and scored at a time; their tiles share batches. Default: one more than there are cores.",
        DefaultValueFactory = _ => Environment.ProcessorCount + 1,
    };

    private readonly Option<bool> _verbose = SharedOptions.Verbose();

    /// <summary>Adds them to the command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        Within(_rounds, 1, MostRounds);
        Within(_parallel, 1, 1024);
        _normalize.Validators.Add(result =>
        {
            try
            {
                _ = VersionChain.Parse(result.GetValueOrDefault<string>());
            }
            catch (FormatException e)
            {
                result.AddError($"--normalize: {e.Message}");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(_thumbnails) && result.GetValue(_html) is null)
            {
                result.AddError("--thumbnails is of no use without --html.");
            }
        });
        foreach (var option in new Option[]
        {
            _data, _split, _source, _normalize, _sweep, _grid, _reliability, _json,
            _html, _thumbnails, _gate, _seed, _rounds, _model, _device, _parallel, _verbose,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the user asked for.</summary>
    /// <param name="parsed">The command line.</param>
    public EvaluateRequest Request(ParseResult parsed) => new()
    {
        Data = parsed.GetRequiredValue(_data),
        Choice = new DataChoice(parsed.GetValue(_split), parsed.GetValue(_source) == "folder"),
        Plan = new VersionPlan(
            VersionChain.Parse(parsed.GetRequiredValue(_normalize)), parsed.GetValue(_sweep), parsed.GetValue(_grid),
            parsed.GetValue(_reliability)),
        JsonFile = parsed.GetValue(_json),
        HtmlFile = parsed.GetValue(_html),
        Thumbnails = parsed.GetValue(_thumbnails),
        Gate = parsed.GetValue(_gate),
        Seed = parsed.GetValue(_seed),
        Rounds = parsed.GetValue(_rounds),
        Analyzer = new AnalyzerChoice(
            parsed.GetValue(_model), SharedOptions.ToDevice(parsed.GetRequiredValue(_device)), parsed.GetValue(_verbose)),
        Parallel = parsed.GetValue(_parallel),
    };

    private static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        // What is no number has its error already.
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name} is {value}; allowed are {least} to {most}.");
        }
    });
}
