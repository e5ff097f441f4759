using System.Text.Json;
using Detector.Cli.Scanning;

namespace Detector.Cli.Output;

/// <summary>One JSON object per line.</summary>
/// <param name="writer">Where to.</param>
internal sealed class JsonLinesWriter(TextWriter writer) : IResultWriter
{
    /// <inheritdoc/>
    public void Write(ScanOutcome outcome)
    {
        var json = outcome.Image is { } image
            ? JsonSerializer.Serialize(image, LineJsonContext.Lines.ImageLine)
            : JsonSerializer.Serialize(new ErrorLine(outcome.Path, outcome.Error!), LineJsonContext.Lines.ErrorLine);

        // In one call, so that an interruption leaves no half line.
        writer.Write(json + "\n");
    }

    /// <inheritdoc/>
    public void End(ScanSummary summary)
    {
        // Every line stands for itself.
    }
}
