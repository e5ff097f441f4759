using Detector.Cli.Output;
using Spectre.Console;

namespace Detector.Cli.Hosting;

/// <summary>Lines on standard error. On a terminal they go past the progress bar, which would overwrite
/// others.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="terminal">The same as a terminal; null where it is none.</param>
internal sealed class ErrorLines(TextWriter writer, IAnsiConsole? terminal)
{
    private readonly Lock _gate = new();

    /// <summary>Writes a line.</summary>
    /// <param name="line">Without a line break at its end.</param>
    public void Write(string line)
    {
        lock (_gate)
        {
            if (terminal is null)
            {
                writer.WriteLine(line);
            }
            else
            {
                terminal.Write(new TerminalLine($"[red]{Markup.Escape(line)}[/]"));
            }
        }
    }
}
