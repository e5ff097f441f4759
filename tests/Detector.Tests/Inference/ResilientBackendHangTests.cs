using Detector.Inference;
using Detector.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace Detector.Tests.Inference;

/// <summary>Devices that do not answer. The clock stands still until a test moves it.</summary>
public sealed class ResilientBackendHangTests : IDisposable
{
    private readonly DeviceBench _bench = new();

    [Fact]
    public async Task Run_DeviceHangs_FallbackAnswersAndNothingWaitsForIt()
    {
        var backend = _bench.Start();
        var batch = backend.CreateBatch(4);
        DeviceBench.Fill(batch, 100, 4);
        _bench.HangIn(_bench.Gpu);

        var run = Task.Run(() => backend.Run(batch, 4));
        await _bench.GiveUpAsync();
        await run.WaitAsync(DeviceBench.Patience);

        DeviceBench.AssertAnswered(batch, 100, 4);
        Assert.Equal("gpu was given up: The device gpu did not answer within 30 s and does not stop.", backend.Reason);
        Assert.Contains("reason=timeout", Assert.Single(_bench.Meters.Counted()), StringComparison.Ordinal);

        // Neither disposal waits, nor are buffers freed that the device may still write; their pixels are gone.
        batch.Dispose();
        backend.Dispose();
        Assert.False(_bench.Gpu.Freed.Task.IsCompleted);
        Assert.Equal(2, _bench.Gpu.LiveBatches);
        Assert.All(_bench.Gpu.Inputs, input => Assert.DoesNotContain(input, value => value != 0));
        Assert.Equal(0, _bench.Cpu.LiveBatches);

        // When it comes back after all, it is freed.
        _bench.LetGo();
        await _bench.Gpu.Freed.Task.WaitAsync(DeviceBench.Patience);
        Assert.Equal(0, _bench.Gpu.LiveBatches);
    }

    [Fact]
    public async Task Run_DeviceHangsWithOtherBatchesFilled_TheyKeepTheirPixels()
    {
        using var backend = _bench.Start();
        using var first = backend.CreateBatch(4);
        using var second = backend.CreateBatch(4);
        using var third = backend.CreateBatch(4);
        DeviceBench.Fill(first, 100, 4);
        DeviceBench.Fill(second, 200, 3);
        _bench.HangIn(_bench.Gpu);

        var run = Task.Run(() => backend.Run(first, 4));
        await _bench.GiveUpAsync();
        await run.WaitAsync(DeviceBench.Patience);
        DeviceBench.Fill(third, 300, 2);
        backend.Run(second, 3);
        backend.Run(third, 2);

        DeviceBench.AssertAnswered(first, 100, 4);
        DeviceBench.AssertAnswered(second, 200, 3);
        DeviceBench.AssertAnswered(third, 300, 2);
        Assert.Equal([4, 3, 2], _bench.Cpu.Runs);
    }

    [Fact]
    public async Task Run_DeviceStopsWhenAsked_IsLostAndFreed()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        DeviceBench.Fill(batch, 100, 4);
        _bench.Gpu.OnRun = _ =>
        {
            _bench.Hang();
            throw new OperationCanceledException("Terminated.");
        };
        _bench.Gpu.OnCancel = _bench.LetGo;

        var run = Task.Run(() => backend.Run(batch, 4));
        await _bench.HangingAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(30));
        await run.WaitAsync(DeviceBench.Patience);

        DeviceBench.AssertAnswered(batch, 100, 4);
        Assert.Equal("gpu was given up: The device gpu did not answer within 30 s and was stopped.", backend.Reason);
        Assert.True(_bench.Gpu.Freed.Task.IsCompleted);
        Assert.Equal(0, _bench.Gpu.LiveBatches);
    }

    [Fact]
    public async Task Run_AnswerComesWithinTheGrace_Counts()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        DeviceBench.Fill(batch, 100, 4);
        _bench.Gpu.OnRun = _ => _bench.Hang();
        _bench.Gpu.OnCancel = _bench.LetGo;

        var run = Task.Run(() => backend.Run(batch, 4));
        await _bench.HangingAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(30));
        await run.WaitAsync(DeviceBench.Patience);

        DeviceBench.AssertAnswered(batch, 100, 4);
        Assert.Equal(DeviceState.Healthy, backend.State);
    }

    [Fact]
    public async Task Run_SlowButInTime_IsLeftAlone()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        DeviceBench.Fill(batch, 100, 4);
        _bench.HangIn(_bench.Gpu);

        var run = Task.Run(() => backend.Run(batch, 4));
        await _bench.HangingAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(29.9));
        _bench.LetGo();
        await run.WaitAsync(DeviceBench.Patience);

        DeviceBench.AssertAnswered(batch, 100, 4);
        Assert.Equal(DeviceState.Healthy, backend.State);
    }

    [Fact]
    public async Task Run_ProbeHangs_LosesTheDevice()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        DeviceBench.Fill(batch, 100, 4);
        _bench.HangIn(_bench.Gpu);
        _bench.Gpu.OnRun = probe =>
        {
            if (!probe)
            {
                throw new InvalidTimeZoneException("Device trouble.");
            }

            _bench.Hang();
        };

        var run = Task.Run(() => backend.Run(batch, 4));
        await _bench.GiveUpAsync();
        await run.WaitAsync(DeviceBench.Patience);

        DeviceBench.AssertAnswered(batch, 100, 4);
        Assert.Equal("cpu", backend.Device);
    }

    [Fact]
    public async Task Run_OnlyDeviceHangs_FailsAndTheNextRunTakesAFreshOne()
    {
        using var backend = _bench.StartCpuOnly();
        using var batch = backend.CreateBatch(4);
        DeviceBench.Fill(batch, 100, 4);
        _bench.HangIn(_bench.Cpu);

        var run = Task.Run(() => backend.Run(batch, 4));
        await _bench.GiveUpAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => run.WaitAsync(DeviceBench.Patience));
        Assert.Equal((DeviceState.Failed, "cpu"), (backend.State, backend.Device));
        Assert.Equal(
            ["detector.device.in_use 1 detector.device=cpu detector.state=failed"], _bench.Meters.InUse());

        backend.Run(batch, 4);

        DeviceBench.AssertAnswered(batch, 100, 4);
        Assert.Equal([DeviceState.Failed, DeviceState.Healthy], _bench.Changes.Select(change => change.State));
        Assert.Null(backend.Reason);
    }

    [Fact]
    public async Task Run_EveryFreshDeviceHangs_TakesLongerAndLongerPauses()
    {
        _bench.PrepareCpu = cpu =>
        {
            _bench.HangIn(cpu);
            cpu.OnRun = probe => _bench.HangUnless(probe);
        };
        using var backend = _bench.StartCpuOnly();
        using var batch = backend.CreateBatch(4);
        await HangAsync();

        // The first fresh one at once.
        foreach (var pause in (int[])[5, 10, 20, 40, 80, 80])
        {
            await HangAsync();
            var refusal = Assert.Throws<InvalidOperationException>(() => backend.Run(batch, 4));
            Assert.Contains($"tried again in {pause} s", refusal.Message, StringComparison.Ordinal);
            _bench.Time.Advance(TimeSpan.FromSeconds(pause));
        }

        Assert.Equal(7, _bench.Cpus.Count);
        Assert.Equal([DeviceState.Failed], _bench.Changes.Select(change => change.State));

        async Task HangAsync()
        {
            var run = Task.Run(() => backend.Run(batch, 4));
            await _bench.GiveUpAsync();
            await Assert.ThrowsAsync<TimeoutException>(() => run.WaitAsync(DeviceBench.Patience));
        }
    }

    [Fact]
    public async Task Start_OpeningHangs_TakesTheFallbackAndDoesNotOpenASecondOne()
    {
        var opened = 0;
        _bench.PrepareGpu = _ =>
        {
            if (Interlocked.Increment(ref opened) == 1)
            {
                _bench.Hang();
            }
        };

        var start = Task.Run(() => _bench.Start(PreferredAtStart.Expected));
        await _bench.HangingAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(300));
        await _bench.Time.TimerDueInAsync(WatchedThread.Grace);
        _bench.Time.Advance(WatchedThread.Grace);
        using var backend = await start.WaitAsync(DeviceBench.Patience);
        Assert.Equal((DeviceState.Degraded, "cpu"), (backend.State, backend.Device));

        await _bench.Time.TimerDueInAsync(TimeSpan.FromSeconds(60));
        _bench.Time.Advance(TimeSpan.FromSeconds(60));
        await _bench.Time.TimerDueInAsync(TimeSpan.FromSeconds(120));

        Assert.Equal(1, opened);
        Assert.Contains("detector.device.probes 1 detector.device=gpu detector.outcome=stuck", _bench.Meters.Counted());
    }

    [Fact]
    public async Task Run_ModelThatNeverEnds_IsStoppedByTheRuntime()
    {
        using var package = TestPackage.Tiles(
            TinyModels.EndlessForLight(), ("$.outputs.map", "null"), ("$.regions", "null"));
        var loaded = package.Load();
        var options = new InferenceOptions { CpuThreads = 1 };
        var source = new DeviceSource("cpu", () => new OpenedDevice(OnnxBackend.CreateCpu(loaded, options)));
        using var backend = new ResilientBackend(
            new DevicePlan(source), options, _bench.Time, _bench.Meters.Device, _bench.Log);
        using var batch = backend.CreateBatch(2);
        batch.Input.Fill(1);

        var run = Task.Run(() => backend.Run(batch, 2));
        await _bench.Time.TimerDueInAsync(TimeSpan.FromSeconds(30));
        _bench.Time.Advance(TimeSpan.FromSeconds(30));
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => run.WaitAsync(DeviceBench.Patience));
        Assert.Contains("was stopped", timeout.Message, StringComparison.Ordinal);
        Assert.IsType<OnnxRuntimeException>(timeout.InnerException);
        Assert.Equal(DeviceState.Failed, backend.State);

        // On a fresh session with the same buffers.
        batch.Input.Fill(0.25f);
        backend.Run(batch, 2);
        Assert.Equal([0.25f, 0.25f], batch.Scores[..2].ToArray());
        Assert.Equal(DeviceState.Healthy, backend.State);
    }

    public void Dispose() => _bench.Dispose();
}
