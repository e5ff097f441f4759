using Detector.Inference;
using Microsoft.Extensions.Logging;

namespace Detector.Tests.Inference;

/// <summary>Devices that fail while they answer, with one batch of four tiles.</summary>
public sealed class ResilientBackendTests : IDisposable
{
    private readonly DeviceBench _bench = new();

    [Fact]
    public void Run_HealthyDevice_AnswersWithoutOpeningTheFallback()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);

        DeviceBench.Check(backend, batch, 1000, 3);

        Assert.Equal(new DeviceStatus(DeviceState.Healthy, "gpu", "gpu", null, 0, 0.01), backend.Status);
        Assert.Empty(_bench.Cpus);
        Assert.Equal(
            ["detector.device.in_use 1 detector.device=gpu detector.state=healthy"], _bench.Meters.InUse());
    }

    [Fact]
    public void Run_DeviceDies_FallbackAnswersTheSameBatch()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = _ => throw new InvalidTimeZoneException("GPU fell off the bus.");

        DeviceBench.Check(backend, batch, 1000, 3);

        var expected = new DeviceStatus(
            DeviceState.Degraded, "cpu", "gpu", "gpu was given up: GPU fell off the bus.", 1, 0.001);
        Assert.Equal(expected, backend.Status);
        Assert.Equal((DeviceState.Degraded, "cpu", expected.Reason), (backend.State, backend.Device, backend.Reason));
        Assert.Equal([expected], _bench.Changes);
        Assert.Equal(
            ["detector.device.fallbacks 1 detector.from=gpu detector.to=cpu detector.reason=threw"], _bench.Meters.Counted());
        Assert.Equal(
            ["detector.device.in_use 1 detector.device=cpu detector.state=degraded"], _bench.Meters.InUse());
        Assert.Equal(LogLevel.Error, Assert.Single(_bench.Log.Entries).Level);
    }

    [Fact]
    public void Run_DeviceDies_IsFreedAndItsPixelsCleared()
    {
        using var backend = _bench.Start();
        using var first = backend.CreateBatch(4);
        using var second = backend.CreateBatch(4);
        DeviceBench.Fill(first, 1, 4);
        DeviceBench.Fill(second, 5, 4);
        _bench.Gpu.OnRun = _ => throw new InvalidTimeZoneException();
        _bench.Gpu.OnFree = () => throw new InvalidTimeZoneException("Not even that.");

        backend.Run(first, 4);
        Assert.False(_bench.Gpu.Freed.Task.IsCompleted, "The second batch is still there.");
        backend.Run(second, 4);

        DeviceBench.AssertAnswered(first, 1, 4);
        DeviceBench.AssertAnswered(second, 5, 4);
        Assert.True(_bench.Gpu.Freed.Task.IsCompleted);
        Assert.Equal(0, _bench.Gpu.LiveBatches);
        Assert.All(_bench.Gpu.Inputs, input => Assert.DoesNotContain(input, value => value != 0));
    }

    [Fact]
    public void Run_BatchFailsAndProbePasses_IsTheBatchsFault()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = probe => Fail(!probe);

        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));

        Assert.Equal(DeviceState.Healthy, backend.State);
        Assert.Empty(_bench.Cpus);

        // A success starts the count anew.
        _bench.Gpu.OnRun = _ => { };
        DeviceBench.Check(backend, batch, 7, 4);
        _bench.Gpu.OnRun = probe => Fail(!probe);
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        Assert.Equal(DeviceState.Healthy, backend.State);
    }

    [Fact]
    public void Run_ThirdFailureInARowThatTheFallbackCanRun_LosesTheDevice()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = probe => Fail(!probe);
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));

        DeviceBench.Check(backend, batch, 9, 4);

        Assert.Equal((DeviceState.Degraded, "cpu"), (backend.State, backend.Device));
        Assert.Contains("failed 3 batches in a row", backend.Reason, StringComparison.Ordinal);
        Assert.Contains("Device trouble.", backend.Reason, StringComparison.Ordinal);
        Assert.Equal([4], _bench.Cpu.Runs);
        Assert.Contains("reason=repeated", Assert.Single(_bench.Meters.Counted()), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ImagesThatNoDeviceCanScore_LeaveTheDeviceInUse()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = probe => Fail(!probe);
        _bench.PrepareCpu = cpu => cpu.OnRun = probe => Fail(!probe);

        for (var i = 0; i < 10; i++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        }

        Assert.Equal((DeviceState.Healthy, "gpu"), (backend.State, backend.Device));
        Assert.Empty(_bench.Changes);
        _bench.Gpu.OnRun = _ => { };
        DeviceBench.Check(backend, batch, 11, 4);
    }

    [Fact]
    public void Run_TooFewOutputs_FallbackAnswers()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.Missing = 2;

        DeviceBench.Check(backend, batch, 21, 4);

        Assert.Contains("gave 2 scores and 2 map cells for 4 tiles", backend.Reason, StringComparison.Ordinal);
        Assert.Contains("reason=wrong_outputs", Assert.Single(_bench.Meters.Counted()), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NotOneNumber_IsAFailureLikeAnyOther()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.Nonsense = true;

        var refusal = Assert.Throws<InvalidOperationException>(() => backend.Run(batch, 4));
        Assert.Contains("not one number among the scores of 4 tiles", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => backend.Run(batch, 4));
        DeviceBench.Check(backend, batch, 31, 4);

        Assert.Equal("cpu", backend.Device);
    }

    [Fact]
    public void Run_AfterASwitch_PadsAsTheNewDeviceDoes()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(3);
        Assert.Equal((4, 3), (backend.PaddedCount(3), batch.Capacity));

        // Checks by itself that padding was written: the bench's memory begins as not a number.
        DeviceBench.Fill(batch, 1, 3);
        _bench.Gpu.OnRun = _ => throw new InvalidTimeZoneException();
        backend.Run(batch, 3);

        Assert.Equal(3, backend.PaddedCount(3));
        Assert.Equal(3 * Batching.TestTiles.SlotLength, batch.Input.Length);
    }

    [Fact]
    public void Run_FallbackFailsBatchesOnly_StaysDegradedAndThrows()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = _ => Fail(true);
        _bench.PrepareCpu = cpu => cpu.OnRun = probe => Fail(!probe);

        for (var i = 0; i < 5; i++)
        {
            Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        }

        Assert.Equal((DeviceState.Degraded, "cpu"), (backend.State, backend.Device));
        Assert.Single(_bench.Cpus);
    }

    [Fact]
    public void Run_BothDevicesDie_FailsAfterThreeAndRecoversOnAFreshOne()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = _ => Fail(true);
        DeviceBench.Check(backend, batch, 1, 4);
        _bench.Cpu.OnRun = _ => Fail(true);

        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        Assert.Equal(DeviceState.Degraded, backend.State);
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        Assert.Equal((DeviceState.Failed, "Device trouble."), (backend.State, backend.Reason));

        DeviceBench.Check(backend, batch, 2, 4);

        Assert.Equal(
            [DeviceState.Degraded, DeviceState.Failed, DeviceState.Degraded], _bench.Changes.Select(change => change.State));
        Assert.StartsWith("gpu was given up", backend.Reason, StringComparison.Ordinal);
        Assert.Equal(2, _bench.Cpus.Count);
        Assert.True(_bench.Cpus.First().Freed.Task.IsCompleted);
    }

    [Fact]
    public void Run_FallbackCannotBeOpened_FailsAndTriesAgainWithPauses()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        DeviceBench.Fill(batch, 5, 4);
        _bench.Gpu.OnRun = _ => Fail(true);
        _bench.PrepareCpu = _ => throw new InvalidTimeZoneException("No memory.");

        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        Assert.Equal(DeviceState.Failed, backend.State);
        Assert.Contains("cpu cannot be opened: No memory.", backend.Reason, StringComparison.Ordinal);
        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));
        var paused = Assert.Throws<InvalidOperationException>(() => backend.Run(batch, 4));
        Assert.Contains("tried again in 5 s", paused.Message, StringComparison.Ordinal);

        _bench.PrepareCpu = _ => { };
        _bench.Time.Advance(TimeSpan.FromSeconds(5));
        backend.Run(batch, 4);

        DeviceBench.AssertAnswered(batch, 5, 4);
        Assert.Equal((DeviceState.Degraded, "cpu"), (backend.State, backend.Device));
    }

    [Fact]
    public void CreateBatch_DeviceOutOfMemory_FallsBack()
    {
        using var backend = _bench.Start();
        _bench.Gpu.OnCreate = capacity => Fail(capacity > 2);

        using var batch = backend.CreateBatch(4);

        DeviceBench.Check(backend, batch, 3, 4);
        Assert.Equal("cpu", backend.Device);
    }

    [Fact]
    public void Run_FallbackOfAnotherShape_IsNotUsed()
    {
        var odd = new DeviceSource("cpu", () => new OpenedDevice(new ScriptedDevice("cpu", 1) { Outputs = new(1, 1, 0) }));
        using var backend = new ResilientBackend(
            new DevicePlan(_bench.GpuSource, odd), new InferenceOptions(), _bench.Time, _bench.Meters.Device, _bench.Log);
        using var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = _ => Fail(true);

        Assert.Throws<InvalidTimeZoneException>(() => backend.Run(batch, 4));

        Assert.Equal(DeviceState.Failed, backend.State);
        Assert.Contains("gives outputs of the shape", backend.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_SubscriberThrows_OthersAndTheRunGoOn()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(4);
        backend.Changed += _ => throw new InvalidTimeZoneException("Subscriber.");
        var told = 0;
        backend.Changed += _ => told++;
        _bench.Gpu.OnRun = _ => Fail(true);

        DeviceBench.Check(backend, batch, 3, 4);

        Assert.Equal(1, told);
        Assert.Contains(_bench.Log.Entries, entry => entry.Exception is { Message: "Subscriber." });
    }

    [Fact]
    public void Run_WrongArguments_AreNotTheDevicesFault()
    {
        using var backend = _bench.Start();
        using var batch = backend.CreateBatch(3);
        using var foreign = _bench.Gpu.CreateBatch(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => backend.Run(batch, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.Run(batch, 4));
        Assert.Throws<ArgumentException>(() => backend.Run(foreign, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.CreateBatch(0));
        Assert.Equal(DeviceState.Healthy, backend.State);
    }

    [Fact]
    public void Dispose_Twice_FreesEverythingAndEndsUse()
    {
        var backend = _bench.Start();
        var batch = backend.CreateBatch(4);
        _bench.Gpu.OnRun = _ => Fail(true);
        DeviceBench.Check(backend, batch, 3, 4);

        batch.Dispose();
        backend.Dispose();
        backend.Dispose();
        batch.Dispose();

        Assert.Throws<ObjectDisposedException>(() => backend.Run(batch, 1));
        Assert.Throws<ObjectDisposedException>(() => backend.CreateBatch(1));
        Assert.True(_bench.Gpu.Freed.Task.IsCompleted && _bench.Cpu.Freed.Task.IsCompleted);
        Assert.Equal((0, 0), (_bench.Gpu.LiveBatches, _bench.Cpu.LiveBatches));
    }

    public void Dispose() => _bench.Dispose();

    private static void Fail(bool now)
    {
        if (now)
        {
            throw new InvalidTimeZoneException("Device trouble.");
        }
    }
}
