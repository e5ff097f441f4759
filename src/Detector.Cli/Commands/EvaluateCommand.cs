using System.CommandLine;
using Detector.Cli.Hosting;

namespace Detector.Cli.Commands;

/// <summary>The command <c>evaluate</c>: its arguments and their texts.</summary>
internal static class EvaluateCommand
{
    private const string Notes =
        """
        PATH is a CSV with the columns path and label (real, generated or edited), and where wanted source, mask and split;
        further columns are ignored, and paths are relative to the CSV. Or it is a folder with real/, generated/ and edited/,
        and masks/ with masks of the same names. All over half of a mask's brightest value is edited.

        Containers tell sources apart: measure with --normalize jpeg:90. A chain such as crop:1024,resize:0.75,jpeg:90 is done
        in order; none takes the files as they are. Nothing of a picture is ever written to disk but the maps that --thumbnails
        puts into the page.

        Every figure has a 95 % interval; the same seed gives the same files. docs/evaluating.md says how to read them.

        Exit status: 0 measured; 1 some pictures were not scored (each is named on standard error and in the JSON), or an output
        could not be written; 2 bad usage, bad data, or no usable model; 3 with --gate, a set below chance; 130 stopped.
        """;

    /// <summary>Makes the command.</summary>
    /// <param name="environment">What it may touch.</param>
    public static Command Create(CliEnvironment environment)
    {
        var options = new EvaluateOptions();
        var command = new NotedCommand("evaluate", "Measure a model on pictures whose truth is known.", Notes);
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
            new Evaluate(options.Request(parsed), environment).RunAsync(cancellationToken));
        return command;
    }
}
