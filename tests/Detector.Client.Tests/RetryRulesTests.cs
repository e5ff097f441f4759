using Grpc.Core;

namespace Detector.Client.Tests;

public sealed class RetryRulesTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(StatusCode.Unavailable, "draining", null, true)]
    [InlineData(StatusCode.Unavailable, "device_failed", 2.0, true)]
    [InlineData(StatusCode.Unavailable, ClientReason.Unreachable, null, true)]
    [InlineData(StatusCode.Unavailable, ClientReason.Untrusted, null, false)]
    [InlineData(StatusCode.ResourceExhausted, "queue_full", 2.0, true)]
    [InlineData(StatusCode.ResourceExhausted, "deadline_unreachable", 2.0, true)]
    [InlineData(StatusCode.ResourceExhausted, "rate_limited", 2.0, true)]
    [InlineData(StatusCode.ResourceExhausted, "too_many_bytes", null, false)]
    [InlineData(StatusCode.InvalidArgument, "corrupt_image", 2.0, false)]
    [InlineData(StatusCode.DeadlineExceeded, "deadline_exceeded", 2.0, false)]
    [InlineData(StatusCode.Internal, "inference_failed", 2.0, false)]
    [InlineData(StatusCode.Unauthenticated, "bad_credentials", 2.0, false)]
    public void Delay_ByCode_TriesAgainWhereThatCanHelp(StatusCode code, string reason, double? retryAfter, bool expected)
    {
        Assert.Equal(expected, Rules(0).Delay(Failure(code, reason, retryAfter), 1, Plenty) is not null);
    }

    [Fact]
    public void Delay_Attempts_GrowToTheLimitAndEnd()
    {
        var rules = Rules(0, options => options.MaxBackoff = TimeSpan.FromSeconds(3));
        var failure = Failure(StatusCode.Unavailable, "device_failed");

        Assert.Equal([1, 2, 3, 3, null], Enumerable.Range(1, 5).Select(i => rules.Delay(failure, i, Plenty)?.TotalSeconds));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 7.5)]
    public void Delay_RetryInfo_IsNeverCutShort(double random, double expected)
    {
        var failure = Failure(StatusCode.ResourceExhausted, "queue_full", 5);

        Assert.Equal(expected, Rules(random).Delay(failure, 1, Plenty)!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void Delay_RetryInfoUnderTheBackoff_WaitsForTheBackoff()
    {
        Assert.Equal(4, Rules(0).Delay(Failure(StatusCode.ResourceExhausted, "queue_full", 0.1), 3, Plenty)!.Value.TotalSeconds);
    }

    [Fact]
    public void Delay_Jitter_ShortensOwnWaits()
    {
        Assert.Equal(0.5, Rules(1).Delay(Failure(StatusCode.Unavailable, "device_failed"), 1, Plenty)!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void Delay_PastTheDeadline_IsNotWaited()
    {
        var failure = Failure(StatusCode.ResourceExhausted, "queue_full", 5);

        Assert.Null(Rules(0).Delay(failure, 1, TimeSpan.FromSeconds(5)));
        Assert.NotNull(Rules(0).Delay(failure, 1, TimeSpan.FromSeconds(5.1)));
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 1)]
    public void Delay_Draining_WaitsOnlyWhereThereIsNoOtherServer(int servers, double expected)
    {
        var rules = Rules(0, options => options.Servers = [.. Enumerable.Range(1, servers).Select(i => $"http://127.0.0.1:{i}")]);

        Assert.Equal(expected, rules.Delay(Failure(StatusCode.Unavailable, "draining", 9), 1, Plenty)!.Value.TotalSeconds);
    }

    [Fact]
    public void Delay_AllServersGone_LaterImagesAreTriedOnceUntilOneAnswers()
    {
        var rules = Rules(0);
        var gone = Failure(StatusCode.Unavailable, ClientReason.Unreachable);

        Assert.NotNull(rules.Delay(gone, 4, Plenty));
        Assert.Null(rules.Delay(gone, 5, Plenty));
        Assert.Null(rules.Delay(gone, 1, Plenty));
        rules.NoteAnswer();
        Assert.NotNull(rules.Delay(gone, 1, Plenty));
    }

    private static RetryRules Rules(double random, Action<DetectorClientOptions>? change = null)
    {
        var options = new DetectorClientOptions
        {
            Servers = ["http://127.0.0.1:1"],
            InitialBackoff = TimeSpan.FromSeconds(1),
            BackoffJitter = 0.5,
        };
        change?.Invoke(options);
        return new RetryRules(options, () => random);
    }

    private static DetectorException Failure(StatusCode code, string reason, double? retryAfter = null) => new(code, reason, "no")
    {
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };
}
