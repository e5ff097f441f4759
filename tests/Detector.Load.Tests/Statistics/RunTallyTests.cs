using Detector.Load.Statistics;
using Detector.Load.Wire;
using Detector.V1;

namespace Detector.Load.Tests.Statistics;

public sealed class RunTallyTests
{
    private readonly RunTally _tally = new(Seconds(2), Seconds(12));

    [Fact]
    public void Add_Answer_CountsFromTheIntendedStartNotFromTheSending()
    {
        _tally.Add(Answered(intended: 3, sent: 5, done: 6));

        Assert.Equal(Seconds(3), _tally.Bulk.Answers.Max);
        Assert.Equal(Seconds(1), _tally.Bulk.AnswersFromSending.Max);
        Assert.Equal(Seconds(2), _tally.Lateness.Max);
    }

    [Fact]
    public void Add_BeforeTheWindow_IsLeftOut()
    {
        _tally.Add(Answered(intended: 1, sent: 1, done: 1.5));

        Assert.Equal(0, _tally.Bulk.Answers.Count);
        Assert.Equal(0, _tally.GoodPerSecond);
    }

    [Fact]
    public void GoodPerSecond_AnswersOfTheDrain_AreLeftOut()
    {
        // Sent in warm-up, answered in the window: the server's work of the window.
        _tally.Add(Answered(intended: 1, sent: 1, done: 3));
        _tally.Add(Answered(intended: 5, sent: 5, done: 6));
        _tally.Add(Answered(intended: 11, sent: 11, done: 13));

        Assert.Equal(0.2, _tally.GoodPerSecond);
        Assert.Equal(0.2 * 9, _tally.GoodTilesPerSecond, 9);
    }

    [Fact]
    public void Add_PastItsDeadline_IsNoGoodputAndSaysByHowMuch()
    {
        _tally.Add(Answered(intended: 3, sent: 3, done: 4.25) with { Deadline = Seconds(4) });
        _tally.Add(new CallOutcome(Priority.Bulk, Seconds(3), Seconds(3), Seconds(4.5), CallEnd.Failed)
        {
            Deadline = Seconds(4), Reason = "deadline_exceeded",
        });

        Assert.Equal(0, _tally.GoodPerSecond);
        Assert.Equal(2, _tally.Bulk.PastDeadline.Count);
        Assert.Equal(Seconds(0.5), _tally.Bulk.PastDeadline.Max);
        Assert.Equal(1, _tally.Bulk.Failures["deadline_exceeded"]);
    }

    [Fact]
    public void Add_Refusal_IsKeptApartFromAnswers()
    {
        _tally.Add(new CallOutcome(Priority.Interactive, Seconds(3), Seconds(3.5), Seconds(3.6), CallEnd.Refused)
        {
            Reason = "queue_full", Deadline = Seconds(3.55),
        });

        Assert.Equal(0, _tally.Interactive.Answers.Count);
        Assert.Equal(0, _tally.Interactive.PastDeadline.Count);
        Assert.Equal(Seconds(0.1), _tally.Interactive.Refusals.Max);
        Assert.Equal(Seconds(0.6), _tally.Interactive.RefusalsFromIntended.Max);
        Assert.Equal(1, _tally.Interactive.RefusalReasons["queue_full"]);
    }

    [Fact]
    public void Add_WrongAnswer_IsNoGoodput()
    {
        _tally.Add(Answered(intended: 3, sent: 3, done: 4) with { IsWrong = true });

        Assert.Equal(0, _tally.GoodPerSecond);
        Assert.Equal(1, _tally.Bulk.Wrong);
    }

    [Fact]
    public void Add_BatchesAndStages_AreAveragedOverAnswers()
    {
        _tally.Add(Answered(3, 3, 4, batchTiles: 2, total: 10));
        _tally.Add(Answered(3, 3, 4, batchTiles: 4, total: 30));

        Assert.Equal(3, _tally.Bulk.MeanBatchTiles);
        Assert.Equal(20, _tally.Bulk.MeanStages.Total);
        Assert.Equal([2, 4], _tally.Bulk.BatchTiles.Keys);
    }

    [Fact]
    public void AddUnsent_OutsideTheWindow_IsLeftOut()
    {
        _tally.AddUnsent(Priority.Bulk, Seconds(1));
        _tally.AddUnsent(Priority.Bulk, Seconds(4));

        Assert.Equal(1, _tally.Bulk.Unsent);
    }

    private static CallOutcome Answered(
        double intended, double sent, double done, double batchTiles = 1, double total = 1) =>
        new(Priority.Bulk, Seconds(intended), Seconds(sent), Seconds(done), CallEnd.Answered)
        {
            Answer = new Answer
            {
                Tiles = 9, BatchTiles = batchTiles, Stages = new StageMilliseconds(0, 0, 0, 0, 0, total),
            },
        };

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
