using Detector.Load.Statistics;

namespace Detector.Load.Tests.Statistics;

public sealed class AnswerLedgerTests
{
    private readonly AnswerLedger _ledger = new();

    [Fact]
    public void Close_EveryReferenceOnce_LeavesNothingOpenOrDoubled()
    {
        var numbers = Enumerable.Range(0, 100).Select(_ => _ledger.Issue()).ToArray();

        Assert.All(numbers.Reverse(), number => Assert.True(_ledger.Close(number)));
        Assert.Equal(100, numbers.Distinct().Count());
        Assert.Equal((100, 100, 0, 0, 0),
            (_ledger.Issued, _ledger.Closed, _ledger.Open, _ledger.Doubled, _ledger.Unknown));
    }

    [Fact]
    public void Close_AgainNeverOrAlien_CountsEachAsWhatItIs()
    {
        var answered = _ledger.Issue();
        _ledger.Issue();

        Assert.True(_ledger.Close(answered));
        Assert.False(_ledger.Close(answered));
        Assert.False(_ledger.Close(99));
        Assert.False(_ledger.Close(0));
        Assert.Equal((1, 1, 2), (_ledger.Open, _ledger.Doubled, _ledger.Unknown));
    }

    [Fact]
    public void IssueAndClose_ManyThreads_LosesNothing()
    {
        Parallel.For(0, 10_000, _ => _ledger.Close(_ledger.Issue()));

        Assert.Equal((10_000, 10_000, 0, 0), (_ledger.Issued, _ledger.Closed, _ledger.Open, _ledger.Doubled));
    }
}
