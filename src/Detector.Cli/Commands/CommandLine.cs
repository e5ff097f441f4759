using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Detector.Cli.Hosting;

namespace Detector.Cli.Commands;

/// <summary>The program's commands.</summary>
internal static class CommandLine
{
    /// <summary>Parses and runs a command line.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="environment">What it may touch.</param>
    /// <param name="cancellationToken">Stops the work in order.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, CliEnvironment environment, CancellationToken cancellationToken)
    {
        // No RootCommand: it takes its name from the assembly.
        var root = new Command(
            "detector", "Says how likely images are AI-manipulated. A signal for people, never proof.")
        {
            ScanCommand.Create(environment),
            EvaluateCommand.Create(environment),
            new Command("model", "Work with model packages.") { ModelVerifyCommand.Create(environment) },
        };
        root.Options.Add(new HelpOption { Action = new NotedHelp() });
        root.Options.Add(new VersionOption());
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                var message = error.Message.ReplaceLineEndings(" ").Replace("\t", "");
                await environment.Error.WriteLineAsync($"detector: {message}");
            }

            await environment.Error.WriteLineAsync("Try: detector --help, detector scan --help");
            return ExitCode.BadUsage;
        }

        var configuration = new InvocationConfiguration
        {
            Output = environment.Output,
            Error = environment.Error,
                        // Signals are Program's business.
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }
}
