using Detector.Tests.Support;

namespace Detector.Tests;

public sealed class DeadlineTokenTests
{
    [Fact]
    public void Token_DeadlinePasses_IsCancelledAndSaysWhy()
    {
        using var time = new ManualTimeProvider();
        using var caller = new CancellationTokenSource();
        using var deadline = new DeadlineToken(time.GetUtcNow().AddSeconds(1), time, caller.Token);

        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(deadline.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public void Token_CallerLeaves_IsCancelledByTheCaller()
    {
        using var time = new ManualTimeProvider();
        using var caller = new CancellationTokenSource();
        using var deadline = new DeadlineToken(time.GetUtcNow().AddSeconds(1), time, caller.Token);

        caller.Cancel();
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(deadline.Token.IsCancellationRequested);
        Assert.False(deadline.HasPassed);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    public void Token_DeadlineIsOver_IsCancelledAtOnce(int seconds)
    {
        using var time = new ManualTimeProvider();
        using var deadline = new DeadlineToken(time.GetUtcNow().AddSeconds(seconds), time, default);
        time.Advance(TimeSpan.Zero);

        Assert.True(deadline.HasPassed);
    }

    [Fact]
    public void Token_FarDeadlineOrNone_Waits()
    {
        using var far = new DeadlineToken(DateTimeOffset.MaxValue, TimeProvider.System, default);
        using var none = new DeadlineToken(null, TimeProvider.System, default);

        Assert.False(far.Token.IsCancellationRequested);
        Assert.False(none.Token.IsCancellationRequested);
        Assert.False(none.HasPassed);
    }
}
