using System.Collections.Concurrent;
using Detector.Inference;
using Detector.Tests.Batching;
using Detector.Tests.Support;

namespace Detector.Tests.Inference;

/// <summary>A preferred device "gpu", which pads to even counts, and a fallback "cpu", both scripted, with a clock.</summary>
internal sealed class DeviceBench : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _hang = new();
    private readonly SemaphoreSlim _hanging = new(0);
    private readonly SemaphoreSlim _cancelled = new(0);

    public DeviceBench()
    {
        GpuSource = new DeviceSource("gpu", () => Open(Gpus, PrepareGpu, "gpu", padTo: 2, deviation: 0.01));
        CpuSource = new DeviceSource("cpu", () => Open(Cpus, PrepareCpu, "cpu", padTo: 1, deviation: 0.001));
    }

    public ManualTimeProvider Time { get; } = new();

    public TestMeters Meters { get; } = new();

    public ListLogger<ResilientBackend> Log { get; } = new();

    public ConcurrentQueue<DeviceStatus> Changes { get; } = new();

    /// <summary>All that were opened, in order.</summary>
    public ConcurrentQueue<ScriptedDevice> Gpus { get; } = new();

    public ConcurrentQueue<ScriptedDevice> Cpus { get; } = new();

    /// <summary>Called with each opened device; what it throws fails the opening.</summary>
    public Action<ScriptedDevice> PrepareGpu { get; set; } = _ => { };

    public Action<ScriptedDevice> PrepareCpu { get; set; } = _ => { };

    public DeviceSource GpuSource { get; }

    public DeviceSource CpuSource { get; }

    public ScriptedDevice Gpu => Gpus.Last();

    public ScriptedDevice Cpu => Cpus.Last();

    public ResilientBackend Start(PreferredAtStart start = PreferredAtStart.Required, int probeSeconds = 60) =>
        Start(new DevicePlan(GpuSource, CpuSource, start), probeSeconds);

    public ResilientBackend Start(DevicePlan plan, int probeSeconds = 60)
    {
        var options = new InferenceOptions { ProbeSeconds = probeSeconds };
        var backend = new ResilientBackend(plan, options, Time, Meters.Device, Log);
        backend.Changed += Changes.Enqueue;
        return backend;
    }

    public ResilientBackend StartCpuOnly() => Start(new DevicePlan(CpuSource));

    /// <summary>Waits in a device until <see cref="LetGo"/>.</summary>
    public void Hang()
    {
        _hanging.Release();
        _hang.Wait();
    }

    public void HangUnless(bool answers)
    {
        if (!answers)
        {
            Hang();
        }
    }

    public void LetGo() => _hang.Set();

    /// <summary>Makes all runs hang, probes too.</summary>
    public void HangIn(ScriptedDevice device)
    {
        device.OnRun = _ => Hang();
        device.OnCancel = () => _cancelled.Release();
    }

    /// <summary>Ends when a device hangs.</summary>
    public async Task HangingAsync() => Assert.True(await _hanging.WaitAsync(Patience), "Nothing hangs.");

    /// <summary>Ends when a device was asked to stop.</summary>
    public async Task CancelledAsync() => Assert.True(await _cancelled.WaitAsync(Patience), "Nothing was asked to stop.");

    /// <summary>Lets the clock run past all limits of a run that hangs.</summary>
    public async Task GiveUpAsync()
    {
        await HangingAsync();
        Time.Advance(TimeSpan.FromSeconds(30));
        await CancelledAsync();
        Time.Advance(WatchedThread.Grace);
    }

    /// <summary>Paints tiles from a number on: image number, number + 1...; tile 0, 1...</summary>
    public static void Fill(InferenceBatch batch, int number, int tiles)
    {
        const int plane = TestTiles.SlotLength / 3;
        for (var tile = 0; tile < tiles; tile++)
        {
            var slot = batch.Input.Slice(tile * TestTiles.SlotLength, TestTiles.SlotLength);
            slot[..plane].Fill((number + tile) & 255);
            slot.Slice(plane, plane).Fill(tile);
            slot[(2 * plane)..].Fill((number + tile) >> 8);
        }
    }

    public static void AssertAnswered(InferenceBatch batch, int number, int tiles)
    {
        Assert.Equal(Enumerable.Range(number, tiles).Select(n => (float)n), batch.Scores[..tiles].ToArray());
        Assert.Equal(Enumerable.Range(0, tiles).Select(n => (float)n), batch.Maps[..tiles].ToArray());
    }

    /// <summary>Fills, runs and checks a batch.</summary>
    public static void Check(ResilientBackend backend, InferenceBatch batch, int number, int tiles)
    {
        Fill(batch, number, tiles);
        backend.Run(batch, tiles);
        AssertAnswered(batch, number, tiles);
    }

    public void Dispose()
    {
        // The events are left to the collector: an abandoned thread may still be at them.
        LetGo();
        Meters.Dispose();
        Time.Dispose();
    }

    private static OpenedDevice Open(
        ConcurrentQueue<ScriptedDevice> opened, Action<ScriptedDevice> prepare, string name, int padTo, double deviation)
    {
        var device = new ScriptedDevice(name, padTo);
        prepare(device);
        opened.Enqueue(device);
        return new OpenedDevice(device, deviation);
    }
}
