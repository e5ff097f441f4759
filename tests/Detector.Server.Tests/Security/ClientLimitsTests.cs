using Detector.Server.Analysis;
using Detector.Server.Security;
using Grpc.Core;

namespace Detector.Server.Tests.Security;

public sealed class ClientLimitsTests
{
    private const string Client = AccessState.LocalName;

    [Fact]
    public async Task AcquireAsync_NoLimits_LetsAllIn()
    {
        using var setup = new AccessSetup();

        for (var i = 0; i < 1000; i++)
        {
            await Acquire(setup, megapixels: 1000);
        }
    }

    [Fact]
    public async Task AcquireAsync_MoreImagesThanAtOnce_IsRefusedUntilTheTimeItNames()
    {
        using var setup = new AccessSetup(("Defaults:ImagesPerSecond", "4"), ("Defaults:ImageBurst", "2"));
        await Acquire(setup);
        await Acquire(setup);

        var failure = await Refused(setup);
        Assert.Equal(StatusCode.ResourceExhausted, failure.Code);
        Assert.Equal("rate_limited", failure.Reason);
        Assert.Equal(TimeSpan.FromMilliseconds(250), failure.RetryAfter);
        Assert.Equal(
            "Client local may send 4 images per second, 2 at once. Try again in 0.25 s, or have the operator raise "
            + "ImagesPerSecond of the client (section Access).",
            failure.Message);

        setup.Time.Advance(TimeSpan.FromMilliseconds(249));
        await Refused(setup);
        setup.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Acquire(setup);
        await Refused(setup);
    }

    [Fact]
    public async Task AcquireAsync_AfterALongRest_LetsNoMoreInThanAtOnce()
    {
        using var setup = new AccessSetup(("Defaults:ImagesPerSecond", "4"), ("Defaults:ImageBurst", "2"));
        await Acquire(setup);
        setup.Time.Advance(TimeSpan.FromHours(1));

        await Acquire(setup);
        await Acquire(setup);
        await Refused(setup);
    }

    [Fact]
    public async Task AcquireAsync_NoBurstSet_AllowsThoseOfASecond()
    {
        using var setup = new AccessSetup(("Defaults:ImagesPerSecond", "3"));
        for (var i = 0; i < 3; i++)
        {
            await Acquire(setup);
        }

        await Refused(setup);
    }

    [Fact]
    public async Task AcquireAsync_LessThanOneImageASecond_StillLetsOneIn()
    {
        using var setup = new AccessSetup(("Defaults:ImagesPerSecond", "0.01"));
        await Acquire(setup);

        Assert.Equal(TimeSpan.FromSeconds(100), (await Refused(setup)).RetryAfter);
    }

    [Fact]
    public async Task AcquireAsync_TooManyMegapixels_IsRefusedAndChargesNoImage()
    {
        using var setup = new AccessSetup(
            ("Defaults:ImagesPerSecond", "1"), ("Defaults:ImageBurst", "2"), ("Defaults:MegapixelsPerSecond", "10"));
        await Acquire(setup, 8);

        var failure = await Refused(setup, 12);
        Assert.Equal("rate_limited", failure.Reason);
        Assert.Equal(TimeSpan.FromMilliseconds(800), failure.RetryAfter);
        Assert.Contains("10 megapixels per second", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MegapixelsPerSecond", failure.Message, StringComparison.Ordinal);

        await Acquire(setup, 2);
    }

    [Fact]
    public async Task AcquireAsync_ImageLargerThanTheBurst_ComesInAndIsPaidInFull()
    {
        using var setup = new AccessSetup(("Defaults:MegapixelsPerSecond", "10"), ("Defaults:MegapixelBurst", "20"));
        await Acquire(setup, 100);

        // 80 are owed and 1 is needed.
        Assert.Equal(TimeSpan.FromSeconds(8.1), (await Refused(setup, 1)).RetryAfter);
        setup.Time.Advance(TimeSpan.FromSeconds(8.1));
        await Acquire(setup, 1);
    }

    [Fact]
    public async Task AcquireAsync_TooManyInWork_IsRefusedUntilOneEnds()
    {
        using var setup = new AccessSetup(("Defaults:MaxConcurrent", "2"), ("Defaults:ImagesPerSecond", "1000"));
        var first = await Acquire(setup);
        await Acquire(setup);

        var failure = await Refused(setup);
        Assert.Equal("too_many_calls", failure.Reason);
        Assert.Equal(TimeSpan.FromSeconds(1), failure.RetryAfter);
        Assert.Contains("2 images in work", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MaxConcurrent", failure.Message, StringComparison.Ordinal);

        first.Dispose();
        first.Dispose();
        await Acquire(setup);
        await Refused(setup);
    }

    [Fact]
    public async Task AcquireAsync_RefusedByTheRate_GivesItsPlaceBack()
    {
        using var setup = new AccessSetup(("Defaults:MaxConcurrent", "2"), ("Defaults:ImagesPerSecond", "1"));
        await Acquire(setup);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("rate_limited", (await Refused(setup)).Reason);
        }

        setup.Time.Advance(TimeSpan.FromSeconds(1));
        await Acquire(setup);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AcquireAsync_ArrivalsOfAnyKind_NeverExceedsRateAndBurst(int seed)
    {
        const double Rate = 7;
        const double Burst = 5;
        using var setup = new AccessSetup(("Defaults:ImagesPerSecond", "7"), ("Defaults:ImageBurst", "5"));
        var random = new Random(seed);
        var (admitted, passed) = (0, TimeSpan.Zero);
        for (var i = 0; i < 2000; i++)
        {
            try
            {
                await Acquire(setup);
                admitted++;
            }
            catch (CallFailedException e)
            {
                // Whoever comes when told to is let in.
                setup.Time.Advance(e.Failure.RetryAfter!.Value);
                passed += e.Failure.RetryAfter.Value;
                await Acquire(setup);
                admitted++;
            }

            Assert.True(admitted <= Burst + (passed.TotalSeconds * Rate) + 0.001);
            var pause = TimeSpan.FromMilliseconds(random.Next(0, 200));
            setup.Time.Advance(pause);
            passed += pause;
        }
    }

    [Fact]
    public async Task AcquireAsync_MayWait_ComesInInOrderAsTimePasses()
    {
        using var setup = new AccessSetup(("Defaults:ImagesPerSecond", "1"));
        await Acquire(setup);
        // The first timer is the one that has files read again.
        await setup.Time.TimerStartedAsync();
        var first = Wait(setup);
        await setup.Time.TimerStartedAsync();
        var second = Wait(setup);
        Assert.False(first.IsCompleted);

        // What waits has its place: a caller that does not wait cannot take it.
        Assert.Equal(TimeSpan.FromSeconds(2), (await Refused(setup)).RetryAfter);

        setup.Time.Advance(TimeSpan.FromSeconds(1));
        await first;
        Assert.False(second.IsCompleted);
        await AdvanceUntil(setup, second, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task AcquireAsync_MayWaitForAPlace_ComesInWhenOneEnds()
    {
        using var setup = new AccessSetup(("Defaults:MaxConcurrent", "1"));
        var first = await Acquire(setup);
        var second = Wait(setup);
        var third = Wait(setup);
        Assert.False(second.IsCompleted);

        first.Dispose();
        var place = await second;
        Assert.False(third.IsCompleted);
        place.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_WaitCancelled_GivesBackPlaceAndTurnAndAmount()
    {
        using var setup = new AccessSetup(("Defaults:ImagesPerSecond", "1"), ("Defaults:MaxConcurrent", "2"));
        await Acquire(setup);
        using var stop = new CancellationTokenSource();
        var waiting = Wait(setup, stop.Token);
        await setup.Time.TimerStartedAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(TimeSpan.FromSeconds(1), (await Refused(setup)).RetryAfter);
        setup.Time.Advance(TimeSpan.FromSeconds(1));
        await Wait(setup);
    }

    [Fact]
    public async Task AcquireAsync_LimitsChanged_HoldsTheNewOnes()
    {
        using var setup = new AccessSetup(("Defaults:MaxConcurrent", "1"));
        await Acquire(setup);
        await Refused(setup);

        setup.Set(("Defaults:MaxConcurrent", "2"));
        await Acquire(setup);
        await Acquire(setup);
        Assert.Contains("2 images in work", (await Refused(setup)).Message, StringComparison.Ordinal);

        setup.Set(("Defaults:MaxConcurrent", "0"));
        await Acquire(setup);
        await Acquire(setup);
    }

    [Fact]
    public async Task AcquireAsync_OneClientAtItsLimit_LeavesTheOthersAlone()
    {
        using var setup = new AccessSetup(
            [.. AccessSetup.Client(0, "a", "a key"), .. AccessSetup.Client(1, "b", "b key"),
                ("Defaults:MaxConcurrent", "1")]);
        var limits = new ClientLimits(setup.Registry);
        await limits.AcquireAsync("a", 1, false, default);

        await limits.AcquireAsync("b", 1, false, default);

        var refused = await Assert.ThrowsAsync<CallFailedException>(
            () => limits.AcquireAsync("a", 1, false, default).AsTask());
        Assert.Equal("too_many_calls", refused.Failure.Reason);
    }

    [Fact]
    public async Task AcquireAsync_ClientGoneFromTheConfiguration_IsRefused()
    {
        using var setup = new AccessSetup(AccessSetup.Client(0, "a", "key"));

        Assert.Equal("bad_credentials", (await Refused(setup)).Reason);
    }

    private static ValueTask<IDisposable> Acquire(AccessSetup setup, double megapixels = 1) =>
        new ClientLimits(setup.Registry).AcquireAsync(Client, megapixels, mayWait: false, default);

    private static Task<IDisposable> Wait(AccessSetup setup, CancellationToken cancellation = default) =>
        new ClientLimits(setup.Registry).AcquireAsync(Client, 1, mayWait: true, cancellation).AsTask();

    private static async Task<CallFailure> Refused(AccessSetup setup, double megapixels = 1) =>
        (await Assert.ThrowsAsync<CallFailedException>(() => Acquire(setup, megapixels).AsTask())).Failure;

    /// <summary>Whoever waits sets its timer on another thread: time is moved when it has.</summary>
    private static async Task AdvanceUntil(AccessSetup setup, Task task, TimeSpan by)
    {
        await setup.Time.TimerStartedAsync();
        setup.Time.Advance(by);
        await task;
    }
}
