using System.Text;

namespace Detector.Load.Reporting;

/// <summary>A report for people.</summary>
internal static class MarkdownReport
{
    /// <summary>Behind this the generator's own delay is a part of what it measures.</summary>
    private const double LargestLatenessMs = 10;

    /// <summary>Tables of Markdown.</summary>
    public static string Write(LoadReport report)
    {
        var text = new StringBuilder();
        text.Append($"{report.Title}: {report.Picture}, {report.PictureBytes:N0} bytes; {report.Server}\n\n");
        AppendRates(text, report);
        AppendLatencies(text, report);
        AppendReasons(text, report);
        AppendServer(text, report);
        AppendWarnings(text, report);
        return text.ToString();
    }

    private static void AppendRates(StringBuilder text, LoadReport report)
    {
        var references = report.References;
        text.Append("| offered/s | goodput/s | tiles/s | window s | lateness p99 ms ");
        text.Append("| sent | lost | doubled | wrong |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        text.Append(report.OfferedPerSecond > 0 ? $"| {report.OfferedPerSecond:0.##} " : "| as answered ");
        text.Append($"| {report.GoodputPerSecond:0.00} | {report.GoodputTilesPerSecond:0.0} ");
        text.Append($"| {report.WindowSeconds:0.#} ");
        text.Append($"| {report.Lateness.P99Ms:0.0} | {references.Issued} | {references.Lost} ");
        var wrong = (report.Interactive?.Wrong ?? 0) + (report.Bulk?.Wrong ?? 0) + references.Unknown;
        text.Append($"| {references.Doubled} | {wrong} |\n\n");
    }

    private static void AppendLatencies(StringBuilder text, LoadReport report)
    {
        text.Append("| ms | count | mean | p50 | p95 | p99 | p99.9 | max |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var (name, lane) in Lanes(report))
        {
            AppendRow(text, $"{name} answers", lane.Answers);
            AppendRow(text, $"{name} answers, from sending", lane.AnswersFromSending);
            AppendRow(text, $"{name} refusals, from sending", lane.Refusals);
            AppendRow(text, $"{name} past deadline by", lane.PastDeadline);
        }

        text.Append('\n');
    }

    private static void AppendRow(StringBuilder text, string name, LatencyFigures figures)
    {
        if (figures.Count > 0)
        {
            text.Append($"| {name} | {figures.Count} | {figures.MeanMs:0.0} | {figures.P50Ms:0.0} ");
            text.Append($"| {figures.P95Ms:0.0} | {figures.P99Ms:0.0} | {figures.P999Ms:0.0} ");
            text.Append($"| {figures.MaxMs:0.0} |\n");
        }
    }

    private static void AppendReasons(StringBuilder text, LoadReport report)
    {
        foreach (var (name, lane) in Lanes(report))
        {
            foreach (var (kind, counts) in new[] { ("refused", lane.RefusalReasons), ("failed", lane.Failures) })
            {
                if (counts.Count > 0)
                {
                    var each = counts.Select(pair => $"{pair.Key} {pair.Value}");
                    text.Append($"* {name}, {kind}: {string.Join(", ", each)}\n");
                }
            }
        }
    }

    private static void AppendServer(StringBuilder text, LoadReport report)
    {
        foreach (var (name, lane) in Lanes(report))
        {
            if (lane.Answers.Count > 0)
            {
                var stages = lane.MeanStages;
                text.Append($"* {name}, batches: mean {lane.MeanBatchTiles:0.0} tiles; answers by size ");
                text.Append(string.Join(", ", lane.BatchTiles.Select(pair => $"{pair.Key}: {pair.Value}")));
                text.Append($"\n* {name}, server ms: decode {stages.Decode:0.0}, preprocess {stages.Preprocess:0.0}, ");
                text.Append($"queue {stages.Queue:0.0}, inference {stages.Inference:0.0}, ");
                text.Append($"postprocess {stages.Postprocess:0.0}, total {stages.Total:0.0}\n");
            }
        }

        if (report.Memory is { } memory)
        {
            text.Append($"* server memory, MiB: largest {memory.LargestMiB:0}; by minute ");
            text.Append(string.Join(" ", memory.MinuteMiB.Select(mean => mean.ToString("0"))));
            text.Append(memory.LastOverSecondMinute is { } ratio ? $"; last over second {ratio:0.000}\n" : "\n");
        }
    }

    private static void AppendWarnings(StringBuilder text, LoadReport report)
    {
        var unsent = (report.Interactive?.Unsent ?? 0) + (report.Bulk?.Unsent ?? 0);
        if (unsent > 0)
        {
            text.Append($"* NOT VALID AS AN OPEN LOOP: {unsent} arrivals were not sent, since too many calls were in ");
            text.Append("flight, or their deadline had passed before this program got to them. ");
            text.Append("Lower --rate, or raise --max-in-flight.\n");
        }

        if (report.OfferedPerSecond > 0 && report.Lateness.P99Ms > LargestLatenessMs)
        {
            var late = report.Lateness;
            text.Append($"* The generator was late: p99 {late.P99Ms:0.0} ms, max {late.MaxMs:0.0} ms. ");
            text.Append("Latencies hold that time; give this program a core of its own, or lower --rate.\n");
        }
    }

    private static IEnumerable<(string Name, LaneReport Lane)> Lanes(LoadReport report)
    {
        if (report.Interactive is { } interactive)
        {
            yield return ("interactive", interactive);
        }

        if (report.Bulk is { } bulk)
        {
            yield return ("bulk", bulk);
        }
    }
}
