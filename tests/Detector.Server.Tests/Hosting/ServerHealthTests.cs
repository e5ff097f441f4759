using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Tests.Support;

namespace Detector.Server.Tests.Hosting;

public class ServerHealthTests
{
    private static readonly DeviceStatus Gpu = Devices.Status("cuda", DeviceState.Healthy);
    private static readonly DeviceStatus Fallback =
        Devices.Status("cpu", DeviceState.Degraded, "CUDA ran out of memory.");

    [Fact]
    public void Current_AtFirst_IsStartingWithoutDevice()
    {
        var health = new ServerHealth();

        Assert.Equal(new HealthSnapshot(0, ServerPhase.Starting, null), health.Current);
        Assert.False(health.IsReady);
        Assert.False(health.IsDraining);
    }

    [Fact]
    public void MarkReady_InDrain_ChangesNothing()
    {
        var health = new ServerHealth();
        health.BeginDrain();
        var before = health.Current;

        health.MarkReady();
        health.BeginDrain();

        Assert.Same(before, health.Current);
        Assert.True(health.IsDraining);
    }

    [Fact]
    public void SetDevice_ToWhatItIs_IsNoChange()
    {
        var health = new ServerHealth();
        health.SetDevice(Gpu);
        var before = health.Current;

        health.SetDevice(Devices.Status("cuda", DeviceState.Healthy));

        Assert.Same(before, health.Current);
    }

    [Theory]
    [InlineData(DeviceState.Healthy, "ready", true, true)]
    [InlineData(DeviceState.Degraded, "degraded", true, false)]
    [InlineData(DeviceState.Failed, "failed", false, false)]
    internal void SetDevice_WhileServing_DecidesReadiness(
        DeviceState state, string word, bool ready, bool fullSpeed)
    {
        var health = new ServerHealth();
        health.MarkReady();

        health.SetDevice(Devices.Status("cpu", state));

        Assert.Equal((word, ready, fullSpeed), (health.Current.Word, health.IsReady, health.Current.IsAtFullSpeed));
    }

    [Fact]
    public void Word_OfPhase_GoesBeforeThatOfDevice()
    {
        var health = new ServerHealth();
        health.SetDevice(Fallback);
        Assert.Equal("starting", health.Current.Word);
        health.MarkReady();
        health.BeginDrain();
        Assert.Equal("draining", health.Current.Word);
    }

    [Fact]
    public async Task WaitForChangeAsync_WithOldVersion_EndsAtOnce()
    {
        var health = new ServerHealth();
        health.MarkReady();

        var wait = health.WaitForChangeAsync(0, CancellationToken.None);

        Assert.True(wait.IsCompletedSuccessfully);
        Assert.Equal(health.Current, await wait);
    }

    [Fact]
    public async Task WaitForChangeAsync_WithNewestVersion_WaitsForTheNextOne()
    {
        var health = new ServerHealth();
        var wait = health.WaitForChangeAsync(0, CancellationToken.None).AsTask();
        Assert.False(wait.IsCompleted);

        health.SetDevice(Fallback);

        Assert.Equal(new HealthSnapshot(1, ServerPhase.Starting, Fallback), await wait);
    }

    [Fact]
    public async Task WaitForChangeAsync_Cancelled_Ends()
    {
        var health = new ServerHealth();
        using var cancellation = new CancellationTokenSource();
        var wait = health.WaitForChangeAsync(0, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    /// <summary>Many writers, many watchers: each watcher sees growing versions, and the last one.</summary>
    [Fact]
    public async Task WaitForChangeAsync_UnderManyChanges_LosesNoLastStateAndDoublesNone()
    {
        const int writers = 4;
        const int changes = 500;
        var health = new ServerHealth();
        var watchers = Enumerable.Range(0, 8).Select(_ => Task.Run(WatchAsync)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < changes; i++)
            {
                health.SetDevice(Devices.Status($"{writer}", DeviceState.Degraded, $"{i}"));
            }
        })));
        health.BeginDrain();

        foreach (var seen in await Task.WhenAll(watchers))
        {
            Assert.Equal(seen.Distinct().Order(), seen);
            Assert.Equal(health.Current.Version, seen[^1]);
        }

        Assert.Equal((writers * changes) + 1, health.Current.Version);

        async Task<List<long>> WatchAsync()
        {
            var seen = new List<long> { -1 };
            while (true)
            {
                var state = await health.WaitForChangeAsync(seen[^1], CancellationToken.None);
                seen.Add(state.Version);
                if (state.Phase == ServerPhase.Draining)
                {
                    return seen;
                }
            }
        }
    }
}
