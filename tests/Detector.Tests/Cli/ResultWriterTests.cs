using System.Globalization;
using System.Text.Json;
using Detector.Cli.Output;
using Detector.Cli.Scanning;

namespace Detector.Tests.Cli;

public sealed class ResultWriterTests
{
    private const string OddPath = "photos/it's \"new\", ünï\n.jpg";

    private static readonly ScanOutcome Failed = ScanOutcome.Failed(OddPath, "corrupt_image", "It is \"cut\", sadly.");

    [Fact]
    public void JsonLines_ScoredImage_HasExactlyTheStatedProperties()
    {
        var line = JsonLine(ScanOutcome.Scored(OddPath, Results.Edited(), hasMap: true, mapProblem: null));

        Assert.Equal(
            [
                "path", "sha256", "width", "height", "format", "score", "verdict", "kind", "kinds", "map_meaningful",
                "regions", "heatmap", "reliability", "model", "device", "timings_ms", "warnings",
            ],
            Names(line));
        Assert.Equal(["FULLY_GENERATED", "LOCALLY_EDITED", "NONE"], Names(line.GetProperty("kinds")));
        Assert.Equal(["x", "y", "width", "height", "score", "area"], Names(line.GetProperty("regions")[0]));
        Assert.Equal(["width", "height"], Names(line.GetProperty("heatmap")));
        var reliability = line.GetProperty("reliability");
        Assert.Equal(["compression", "jpeg_quality", "longest_side", "bucket", "not_measured"], Names(reliability));
        Assert.Equal(
            ["jpeg_quality", "longest_side", "tpr_at_1_fpr", "interval95", "positives", "negatives"],
            Names(reliability.GetProperty("bucket")));
        Assert.Equal(["name", "version", "sha256"], Names(line.GetProperty("model")));
        Assert.Equal(
            ["decode", "preprocess", "queue", "inference", "postprocess", "total"],
            Names(line.GetProperty("timings_ms")));
    }

    [Fact]
    public void JsonLines_ScoredImage_HasTheResultsValues()
    {
        var line = JsonLine(ScanOutcome.Scored(OddPath, Results.Edited(), hasMap: true, mapProblem: null));

        Assert.Equal(OddPath, line.GetProperty("path").GetString());
        Assert.Equal(0.8175, line.GetProperty("score").GetDouble());
        Assert.Equal("LIKELY_MANIPULATED", line.GetProperty("verdict").GetString());
        Assert.Equal("LOCALLY_EDITED", line.GetProperty("kind").GetString());
        Assert.Equal(0.7, line.GetProperty("kinds").GetProperty("LOCALLY_EDITED").GetDouble());
        Assert.Equal(640, line.GetProperty("heatmap").GetProperty("width").GetInt32());
        Assert.Equal(15.562, line.GetProperty("timings_ms").GetProperty("total").GetDouble());
        Assert.Equal("Only the first frame was read.", line.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public void JsonLines_Reliability_IsTheBucketOrTheReasonForNone()
    {
        var measured = JsonLine(ScanOutcome.Scored("a", Results.Edited(), hasMap: true, mapProblem: null));
        var gap = JsonLine(ScanOutcome.Scored("b", Results.Clean(), hasMap: true, mapProblem: null));

        Assert.Equal(
            """
            {"compression":"jpeg","jpeg_quality":88,"longest_side":640,"bucket":{"jpeg_quality":[85,100],
            "longest_side":[512,null],"tpr_at_1_fpr":0.31,"interval95":[0.18,0.45],"positives":120,"negatives":400},
            "not_measured":null}
            """.Replace("\n", "", StringComparison.Ordinal),
            measured.GetProperty("reliability").GetRawText());
        Assert.Equal(
            """
            {"compression":"lossless","jpeg_quality":null,"longest_side":640,"bucket":null,
            "not_measured":"outside_buckets"}
            """.Replace("\n", "", StringComparison.Ordinal),
            gap.GetProperty("reliability").GetRawText());
    }

    [Fact]
    public void JsonLines_Error_HasExactlyPathAndError()
    {
        var line = JsonLine(Failed);

        Assert.Equal(["path", "error"], Names(line));
        Assert.Equal(["reason", "message"], Names(line.GetProperty("error")));
        Assert.Equal("corrupt_image", line.GetProperty("error").GetProperty("reason").GetString());
    }

    [Fact]
    public void JsonLines_ModelWithoutMap_HasANullHeatmap()
    {
        var line = JsonLine(ScanOutcome.Scored("a", Results.WithoutMap(), hasMap: false, mapProblem: null));

        Assert.Equal(JsonValueKind.Null, line.GetProperty("heatmap").ValueKind);
    }

    [Fact]
    public void JsonLines_MapProblem_IsAWarning()
    {
        var line = JsonLine(ScanOutcome.Scored("a", Results.Clean(), hasMap: true, "The disk is full."));

        Assert.Equal("The disk is full.", line.GetProperty("warnings")[0].GetString());
    }

    [Fact]
    public void Csv_OddTexts_AreQuotedAndReadBack()
    {
        var text = Written(
            writer => new CsvWriter(writer),
            ScanOutcome.Scored(OddPath, Results.Edited(), hasMap: true, mapProblem: null), Failed);

        Assert.EndsWith("\"It is \"\"cut\"\", sadly.\"\r\n", text, StringComparison.Ordinal);
        var rows = ReadCsv(text);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        Assert.Equal(OddPath, Cell(rows, 1, "path"));
        Assert.Equal("0.8175", Cell(rows, 1, "score"));
        Assert.Equal("320 0 320 480 0.9 0.5", Cell(rows, 1, "regions"));
        Assert.Equal("true", Cell(rows, 1, "map_meaningful"));
        Assert.Equal(
            ["jpeg", "88", "0.31", "0.18", "0.45", ""],
            new[] { "compression", "jpeg_quality", "tpr_at_1_fpr", "tpr_low", "tpr_high", "not_measured" }
                .Select(column => Cell(rows, 1, column)));
        Assert.Equal("", Cell(rows, 1, "error_reason"));
        Assert.Equal(OddPath, Cell(rows, 2, "path"));
        Assert.Equal("", Cell(rows, 2, "score"));
        Assert.Equal("corrupt_image", Cell(rows, 2, "error_reason"));
        Assert.Equal("It is \"cut\", sadly.", Cell(rows, 2, "error_message"));
    }

    [Fact]
    public void Csv_NothingScanned_HasAHeader() =>
        Assert.StartsWith("path,sha256,", Written(writer => new CsvWriter(writer)), StringComparison.Ordinal);

    [Fact]
    public void Table_PlainText_HasARowPerItemAndASummary()
    {
        var text = Written(
            writer => new TableWriter(TableWriter.Plain(writer)),
            ScanOutcome.Scored("a [red].jpg", Results.Edited(), hasMap: true, mapProblem: null),
            ScanOutcome.Scored("b.jpg", Results.Clean(), hasMap: true, mapProblem: null), Failed);

        var rows = text.TrimEnd('\n').Split('\n');
        Assert.Equal(5, rows.Length);
        Assert.Equal("0.818  LIKELY_MANIPULATED  edited           1  31/100    16 ms  a [red].jpg", rows[1]);
        Assert.Equal("0.020  NO_EVIDENCE         -                0       -    16 ms  b.jpg", rows[2]);
        Assert.Equal(
            "    -  corrupt_image       -                -       -        -  photos/it's \"new\", ünï?.jpg", rows[3]);
        Assert.Equal(
            "2 scored: 1 likely manipulated, 0 inconclusive, 1 no evidence; 1 failed; 0.5 images/s; "
            + "3 passed over (see --help)",
            rows[4]);
    }

    private static JsonElement JsonLine(ScanOutcome outcome)
    {
        var text = Written(writer => new JsonLinesWriter(writer), outcome);
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        return JsonDocument.Parse(text).RootElement;
    }

    private static string Written(Func<TextWriter, IResultWriter> create, params ScanOutcome[] outcomes)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var writer = create(text);
        var summary = new ScanSummary { Elapsed = TimeSpan.FromSeconds(4), PassedOver = 3 };
        foreach (var outcome in outcomes)
        {
            writer.Write(outcome);
            summary.Add(outcome);
        }

        writer.End(summary);
        return text.ToString();
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(entry => entry.Name);

    private static string Cell(List<List<string>> rows, int row, string column) => rows[row][rows[0].IndexOf(column)];

    /// <summary>Reads the grammar of RFC 4180, section 2, one character after the other.</summary>
    private static List<List<string>> ReadCsv(string text)
    {
        List<List<string>> rows = [[""]];
        var quoted = false;
        for (var i = 0; i < text.Length - 2; i++)
        {
            if (text[i] == '"' && quoted && text[i + 1] == '"')
            {
                rows[^1][^1] += text[i++];
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && text[i] == ',')
            {
                rows[^1].Add("");
            }
            else if (!quoted && text[i] == '\r')
            {
                i++;
                rows.Add([""]);
            }
            else
            {
                rows[^1][^1] += text[i];
            }
        }

        return rows;
    }
}
