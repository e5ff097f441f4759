using Spectre.Console;
using Spectre.Console.Rendering;

namespace Detector.Cli.Output;

/// <summary>A line that leaves nothing of a progress bar behind itself, also where it is folded: Spectre writes it over
/// the bar and then draws the bar again below.</summary>
/// <param name="markup">The line in Spectre's markup.</param>
internal sealed class TerminalLine(string markup) : IRenderable
{
    private const string EraseBelow = "\u001b[J";

    private readonly IRenderable _text = new Markup(markup + "\n");

    /// <inheritdoc/>
    public Measurement Measure(RenderOptions options, int maxWidth) => _text.Measure(options, maxWidth);

    /// <inheritdoc/>
    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        ArgumentNullException.ThrowIfNull(options);
        var text = _text.Render(options, maxWidth);
        return options.Ansi ? text.Prepend(Segment.Control(EraseBelow)) : text;
    }
}
