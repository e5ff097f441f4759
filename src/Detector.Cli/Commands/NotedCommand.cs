using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Detector.Cli.Commands;

/// <summary>A command whose help ends with notes that would be too long for its line in the list of commands.</summary>
/// <param name="name">Name on the command line.</param>
/// <param name="description">One sentence.</param>
/// <param name="notes">Paragraphs.</param>
internal sealed class NotedCommand(string name, string description, string notes) : Command(name, description)
{
    /// <summary>Paragraphs.</summary>
    public string Notes { get; } = notes;
}

/// <summary>The usual help, and the notes of a <see cref="NotedCommand"/> below it.</summary>
internal sealed class NotedHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _usual = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        ArgumentNullException.ThrowIfNull(parseResult);
        var code = _usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is NotedCommand command)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(command.Notes);
        }

        return code;
    }
}
