using System.Globalization;
using Detector.Calibration;
using Detector.Cli.Scanning;
using Detector.ModelPackages;
using Spectre.Console;

namespace Detector.Cli.Output;

/// <summary>Rows for people, written as they come: so the widths are fixed, and the path stands last, where it is never
/// cut.</summary>
internal sealed class TableWriter : IResultWriter
{
    private static readonly string Likely = ImageLine.Name(Verdict.LikelyManipulated);
    private static readonly string Inconclusive = ImageLine.Name(Verdict.Inconclusive);
    private static readonly string NoEvidence = ImageLine.Name(Verdict.NoEvidence);

    private readonly IAnsiConsole _console;

    /// <summary>Writes the header row.</summary>
    /// <param name="console">Where to; decides about colours.</param>
    public TableWriter(IAnsiConsole console)
    {
        _console = console;
        WriteLine($"[bold]{Row("score", "verdict", "kind", "regions", "finds", "time", "path")}[/]");
    }

    /// <summary>A console for plain text: no colours, no folded lines.</summary>
    /// <param name="writer">A file or a pipe.</param>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = int.MaxValue;
        return console;
    }

    /// <summary>What a scan came to, in a sentence.</summary>
    /// <param name="summary">The scan.</param>
    public static string Sentence(ScanSummary summary)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Scored} scored: {summary.Count(Likely)} likely manipulated, {summary.Count(Inconclusive)} " +
            $"inconclusive, {summary.Count(NoEvidence)} no evidence; {summary.Failed} failed; " +
            $"{summary.ImagesPerSecond:0.0} images/s");
        return text
            + (summary.PassedOver > 0 ? $"; {summary.PassedOver} passed over (see --help)" : "")
            + (summary.Interrupted ? "; interrupted" : "");
    }

    /// <summary>A text without line breaks and terminal commands: file names may hold both.</summary>
    /// <param name="text">A path, or a message with one.</param>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    /// <inheritdoc/>
    public void Write(ScanOutcome outcome)
    {
        if (outcome.Image is not { } image)
        {
            // The message is long: it stands on standard error.
            WriteLine($"[red]{Row("-", outcome.Error!.Reason, "-", "-", "-", "-", outcome.Path, "red")}[/]");
            return;
        }

        var colour = image.Verdict == Likely ? "bold red" : image.Verdict == Inconclusive ? "yellow" : "default";
        WriteLine(Row(
            string.Create(CultureInfo.InvariantCulture, $"{image.Score:0.000}"), image.Verdict, ShortKind(image.Kind),
            $"{image.Regions.Count}", Finds(image.Reliability), Duration(image.TimingsMs.Total), image.Path, colour));
    }

    /// <inheritdoc/>
    public void End(ScanSummary summary) => WriteLine(Markup.Escape(Sentence(summary)));

    private void WriteLine(string markup) => _console.Write(new TerminalLine(markup));

    /// <summary>Takes 64 columns before the path.</summary>
    private static string Row(
        string score, string verdict, string kind, string regions, string finds, string time, string path,
        string colour = "default")
    {
        var coloured = $"[{colour}]{Markup.Escape($"{score,5}  {verdict,-18}")}[/]";
        return $"{coloured}  {kind,-9}  {regions,7}  {finds,6}  {time,7}  {Markup.Escape(Printable(path))}";
    }

    private static string ShortKind(string kind) =>
        kind == ImageLine.Name(ManipulationKind.FullyGenerated) ? "generated"
        : kind == ImageLine.Name(ManipulationKind.LocallyEdited) ? "edited"
        : "-";

    /// <summary>How many of 100 manipulated images of this compression and size are found; a dash where nobody
    /// measured.</summary>
    private static string Finds(ReliabilityLine reliability) => reliability.Bucket is { } bucket
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * bucket.TprAt1Fpr:0}/100")
        : "-";

    private static string Duration(double milliseconds) => milliseconds < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s");
}
