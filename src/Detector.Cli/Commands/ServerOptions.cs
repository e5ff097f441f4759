using System.CommandLine;
using System.CommandLine.Parsing;
using Detector.Cli.Hosting;

namespace Detector.Cli.Commands;

/// <summary>The options of <c>scan</c> for scoring on servers.</summary>
internal sealed class ServerOptions
{
    /// <summary>--server, repeatable.</summary>
    public Option<string[]> Server { get; } = new("--server")
    {
        HelpName = "URL",
        Description = "Score on this Detector server, http://HOST:PORT or https://HOST:PORT, and not in this process. "
            + "Several share the images.",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>--api-key-file.</summary>
    public Option<string?> ApiKeyFile { get; } = new("--api-key-file")
    {
        HelpName = "FILE",
        Description = $"File that holds the key for the servers. Default: the environment's {ServerChoice.KeyVariable}.",
    };

    /// <summary>--ca.</summary>
    public Option<string?> CaFile { get; } = new("--ca")
    {
        HelpName = "FILE",
        Description = "PEM file with the roots that the servers' certificates must lead to. Default: the system's.",
    };

    /// <summary>What the user chose; null for this process.</summary>
    /// <param name="parsed">The command line.</param>
    public ServerChoice? Choice(ParseResult parsed) => parsed.GetValue(Server) is { Length: > 0 } urls
        ? new ServerChoice(urls, parsed.GetValue(ApiKeyFile), parsed.GetValue(CaFile))
        : null;

    /// <summary>Refuses options that contradict each other.</summary>
    /// <param name="result">The command.</param>
    /// <param name="model">--model.</param>
    /// <param name="device">--device.</param>
    public void Validate(CommandResult result, Option model, Option device)
    {
        if (!IsGiven(result, Server))
        {
            foreach (var option in new Option[] { ApiKeyFile, CaFile }.Where(option => IsGiven(result, option)))
            {
                result.AddError($"{option.Name} is of no use without --server.");
            }

            return;
        }

        foreach (var option in new[] { model, device }.Where(option => IsGiven(result, option)))
        {
            result.AddError($"{option.Name} cannot be chosen with --server: the server has its own. Leave one of both out.");
        }
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
