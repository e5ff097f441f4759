using Detector.Inference;

namespace Detector.Tests.Inference;

/// <summary>How the preferred device comes back, seen through <see cref="ResilientBackend"/>.</summary>
public sealed class DeviceRecoveryTests : IDisposable
{
    private readonly DeviceBench _bench = new();

    [Fact]
    public async Task Probe_Succeeds_NewBatchesGoToThePreferredDeviceAgain()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        using var waiting = backend.CreateBatch(4);
        Lose(backend, batch);
        DeviceBench.Check(backend, waiting, 10, 4);
        DeviceBench.Fill(waiting, 20, 3);

        await ProbeAfterAsync(60);
        await StateAsync(backend, DeviceState.Healthy);

        Assert.Equal((4, "gpu"), (backend.PaddedCount(3), backend.Device));
        backend.Run(waiting, 3);
        DeviceBench.AssertAnswered(waiting, 20, 3);
        Assert.Equal([3], _bench.Gpu.Runs);
        Assert.Equal([DeviceState.Degraded, DeviceState.Healthy], _bench.Changes.Select(change => change.State));
        Assert.Equal(new DeviceStatus(DeviceState.Healthy, "gpu", "gpu", null, 1, 0.01), backend.Status);
        Assert.Contains("detector.device.probes 1 detector.device=gpu detector.outcome=restored", _bench.Meters.Counted());
    }

    [Fact]
    public async Task Probe_SucceedsAndTheDeviceIsLostAgain_ReusesTheOpenFallback()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        Lose(backend, batch);
        await ProbeAfterAsync(60);
        await StateAsync(backend, DeviceState.Healthy);

        Lose(backend, batch);

        Assert.Single(_bench.Cpus);
        Assert.Equal((DeviceState.Degraded, 2), (backend.State, backend.Status.Fallbacks));
    }

    [Fact]
    public async Task Probe_FailsAgainAndAgain_TakesPausesUpToSixteenTimesTheFirst()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.PrepareGpu = _ => throw new InvalidOperationException("No device.");
        Lose(backend, batch);

        foreach (var pause in (int[])[60, 120, 240, 480, 960, 960])
        {
            await ProbeAfterAsync(pause);
        }

        await _bench.Time.TimerDueInAsync(TimeSpan.FromSeconds(960));
        Assert.Equal(6, _bench.Meters.Counted().Count(line => line.EndsWith("outcome=failed", StringComparison.Ordinal)));
        Assert.Equal((DeviceState.Degraded, "cpu"), (backend.State, backend.Device));
        DeviceBench.Check(backend, batch, 5, 4);
    }

    [Theory]
    [InlineData(119, 120)]
    [InlineData(120, 60)]
    public async Task Probe_LostAgainAfterComingBack_PausesByHowLongItLasted(int lastedSeconds, int pause)
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        Lose(backend, batch);
        await ProbeAfterAsync(60);
        await StateAsync(backend, DeviceState.Healthy);
        _bench.Time.Advance(TimeSpan.FromSeconds(lastedSeconds));

        Lose(backend, batch);

        await _bench.Time.TimerDueInAsync(TimeSpan.FromSeconds(pause));
        Assert.Equal(DeviceState.Degraded, backend.State);
    }

    [Fact]
    public async Task Probe_BothDevicesFailed_BringsThePreferredOneBack()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.PrepareCpu = _ => throw new InvalidOperationException("No memory.");
        DeviceBench.Fill(batch, 40, 4);
        _bench.Gpu.OnRun = _ => throw new InvalidTimeZoneException();
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));

        await ProbeAfterAsync(60);
        await StateAsync(backend, DeviceState.Healthy);
        backend.Run(batch, 4);

        DeviceBench.AssertAnswered(batch, 40, 4);
        Assert.Equal([DeviceState.Failed, DeviceState.Healthy], _bench.Changes.Select(change => change.State));
    }

    [Fact]
    public async Task Start_PreferredExpectedButMissing_StartsDegradedAndProbes()
    {
        _bench.PrepareGpu = _ => throw new InvalidOperationException("No driver.");
        using var backend = _bench.Start(PreferredAtStart.Expected);
        using var batch = backend.CreateBatch(4);

        Assert.Equal(
            new DeviceStatus(DeviceState.Degraded, "cpu", "gpu", "gpu could not be opened at start: No driver.", 1, 0.001),
            backend.Status);
        DeviceBench.Check(backend, batch, 50, 4);
        Assert.Equal(
            ["detector.device.fallbacks 1 detector.from=gpu detector.to=cpu detector.reason=open_failed"],
            _bench.Meters.Counted());

        _bench.PrepareGpu = _ => { };
        await ProbeAfterAsync(60);
        await StateAsync(backend, DeviceState.Healthy);
        DeviceBench.Check(backend, batch, 60, 4);
        Assert.Equal([4], _bench.Gpu.Runs);
    }

    [Fact]
    public void Start_PreferredOptionalAndMissing_IsHealthyOnTheFallback()
    {
        _bench.PrepareGpu = _ => throw new InvalidOperationException("No driver.");
        using var backend = _bench.Start(PreferredAtStart.Optional);

        Assert.Equal(new DeviceStatus(DeviceState.Healthy, "cpu", "cpu", null, 0, 0.001), backend.Status);
        Assert.Empty(_bench.Meters.Counted());
    }

    [Fact]
    public void Start_PreferredRequiredAndMissing_IsRefused()
    {
        _bench.PrepareGpu = _ => throw new InvalidOperationException("No driver.");

        Assert.Equal("No driver.", Assert.Throws<InvalidOperationException>(() => _bench.Start()).Message);
        Assert.Empty(_bench.Cpus);
    }

    [Fact]
    public void Start_DeviceThatCannotAnswerItsProbe_IsFreedAndRefused()
    {
        ScriptedDevice? dud = null;
        _bench.PrepareGpu = gpu => (dud = gpu).Missing = 2;

        Assert.Throws<InvalidOperationException>(() => _bench.Start());

        Assert.True(dud!.Freed.Task.IsCompleted);
        Assert.Equal(0, dud.LiveBatches);
    }

    [Fact]
    public async Task Dispose_WhileAProbeOpensTheDevice_FreesItAfterwards()
    {
        var backend = _bench.Start();
        using (var batch = backend.CreateBatch(4))
        {
            Lose(backend, batch);
        }

        ScriptedDevice? late = null;
        _bench.PrepareGpu = gpu =>
        {
            late = gpu;
            _bench.Hang();
        };
        await ProbeAfterAsync(60);
        await _bench.HangingAsync();

        backend.Dispose();
        _bench.LetGo();

        await late!.Freed.Task.WaitAsync(DeviceBench.Patience);
        Assert.Equal(DeviceState.Degraded, backend.State);
    }

    public void Dispose() => _bench.Dispose();

    private void Lose(ResilientBackend backend, InferenceBatch batch)
    {
        _bench.Gpu.OnRun = _ => throw new InvalidTimeZoneException("Device trouble.");
        DeviceBench.Check(backend, batch, 1, 4);
        Assert.Equal(DeviceState.Degraded, backend.State);
    }

    private async Task ProbeAfterAsync(int seconds)
    {
        await _bench.Time.TimerDueInAsync(TimeSpan.FromSeconds(seconds));
        _bench.Time.Advance(TimeSpan.FromSeconds(seconds));
    }

    private static async Task StateAsync(ResilientBackend backend, DeviceState state)
    {
        var reached = new TaskCompletionSource();
        backend.Changed += status => Note(status);
        Note(backend.Status);
        await reached.Task.WaitAsync(DeviceBench.Patience);

        void Note(DeviceStatus status)
        {
            if (status.State == state)
            {
                reached.TrySetResult();
            }
        }
    }
}
