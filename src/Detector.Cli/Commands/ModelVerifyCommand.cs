using System.CommandLine;
using Detector.Cli.Hosting;

namespace Detector.Cli.Commands;

/// <summary>The command <c>model verify</c>: its arguments and their texts.</summary>
internal static class ModelVerifyCommand
{
    private const string Notes =
        """
        Checked are the manifest, the hash of the weights, the shapes of the graph, and the golden inputs, whose scores
        must come out as the training code gave them, on each device.

        Exit status: 0 the package is sound on every device that works here; 1 it is refused; 2 bad usage.
        """;

    /// <summary>Makes the command.</summary>
    /// <param name="environment">What it may touch.</param>
    public static Command Create(CliEnvironment environment)
    {
        var directory = new Argument<string?>("DIR")
        {
            Description = "Folder of the model package. Default: the bundled one.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var device = SharedOptions.Device();
        device.Description = "Where to score the golden inputs. auto: on the CPU, and on CUDA where it works.";
        var verbose = SharedOptions.Verbose();
        var command = new NotedCommand("verify", "Check a model package, and say what it is.", Notes)
        {
            directory, device, verbose,
        };
        command.SetAction((parsed, _) => new ModelVerification(
            new AnalyzerChoice(
                parsed.GetValue(directory), SharedOptions.ToDevice(parsed.GetRequiredValue(device)),
                parsed.GetValue(verbose)),
            environment).RunAsync());
        return command;
    }
}
