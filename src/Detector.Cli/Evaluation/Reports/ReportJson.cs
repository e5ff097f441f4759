using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.Cli.Evaluation.Reports;

/// <summary>JSON of the report.</summary>
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    private static readonly ReportJson Indented = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });

    /// <summary>The report as text, ending on a line feed.</summary>
    /// <param name="report">The report.</param>
    public static string Write(EvaluationReport report) => JsonSerializer.Serialize(report, Indented.EvaluationReport) + "\n";
}
