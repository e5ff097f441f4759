using System.Text.Json;
using Detector.Load.Reporting;
using Detector.Load.Running;
using Detector.Load.Statistics;
using Detector.Load.Wire;
using Detector.V1;

namespace Detector.Load.Tests.Reporting;

public sealed class LoadReportTests
{
    private readonly RunTally _tally = new(TimeSpan.Zero, TimeSpan.FromSeconds(10));
    private readonly AnswerLedger _ledger = new();

    [Fact]
    public void Write_OneOfEach_ShowsEveryFigure()
    {
        AddOneOfEach();

        var text = MarkdownReport.Write(Report());

        Assert.Contains("| 5 | 0.10 | 0.9 |", text, StringComparison.Ordinal);
        Assert.Contains("| bulk answers | 1 | 100.0 |", text, StringComparison.Ordinal);
        Assert.Contains("refused: queue_full 1", text, StringComparison.Ordinal);
        Assert.Contains("batches: mean 4.0 tiles; answers by size 4: 1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("interactive", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT VALID", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ArrivalsThatWereNotSent_SaysThatTheRunIsNotValid()
    {
        AddOneOfEach();
        _tally.AddUnsent(Priority.Bulk, TimeSpan.FromSeconds(1));

        Assert.Contains("NOT VALID AS AN OPEN LOOP: 1 arrivals",
            MarkdownReport.Write(Report()), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ALateGenerator_SaysSo()
    {
        _tally.Add(Answered() with { Sent = TimeSpan.FromMilliseconds(90) });

        Assert.Contains("The generator was late", MarkdownReport.Write(Report()), StringComparison.Ordinal);
    }

    [Fact]
    public void ToJson_OneOfEach_IsReadable()
    {
        AddOneOfEach();

        var bulk = JsonDocument.Parse(Report().ToJson()).RootElement.GetProperty("bulk");

        Assert.Equal(100, bulk.GetProperty("answers").GetProperty("p50_ms").GetDouble());
        Assert.Equal(1, bulk.GetProperty("refusal_reasons").GetProperty("queue_full").GetInt64());
        Assert.Equal(1, bulk.GetProperty("batch_tiles").GetProperty("4").GetInt64());
    }

    [Fact]
    public void IsSound_AnOpenReference_IsFalse()
    {
        AddOneOfEach();
        Assert.True(Report().IsSound);

        _ledger.Issue();

        Assert.False(Report().IsSound);
    }

    private void AddOneOfEach()
    {
        _ledger.Close(_ledger.Issue());
        _tally.Add(Answered());
        _tally.Add(new CallOutcome(
            Priority.Bulk, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(2), CallEnd.Refused)
        {
            Reason = "queue_full",
        });
    }

    private static CallOutcome Answered() => new(
        Priority.Bulk, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(100), CallEnd.Answered)
    {
        Answer = new Answer { Tiles = 9, BatchTiles = 4 },
    };

    private LoadReport Report() =>
        LoadReport.Of("open loop", "a model on cpu", "JPEG 512x512", 1000, 5, new RunResult(_tally, _ledger), null);
}
