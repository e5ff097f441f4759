namespace Detector.Inference;

/// <summary>
/// A batch that survives its device: filled for one, it is moved to the device that runs it, with its inputs.
/// </summary>
internal sealed class ResilientBatch(GuardedDevice device, InferenceBatch inner, int capacity) : InferenceBatch
{
    private GuardedDevice _device = device;
    private InferenceBatch _inner = inner;

    public override int Capacity => capacity;

    public override Span<float> Input => _inner.Input[..(capacity * SlotLength(_inner))];

    public override ReadOnlySpan<float> Scores => _inner.Scores;

    public override ReadOnlySpan<float> Maps => _inner.Maps;

    /// <summary>Runs the first tiles on a device, after moving there if need be.</summary>
    /// <returns>Null when the outputs are there and sound.</returns>
    public DeviceFailure? RunOn(GuardedDevice device, int tiles) => MoveTo(device, tiles) ?? device.Run(_inner, tiles);

    protected override void Dispose(bool disposing) => _device.Release(_inner);

    /// <summary>The inputs are copied by this thread: that works whatever the old device is still doing with them.</summary>
    private DeviceFailure? MoveTo(GuardedDevice device, int tiles)
    {
        if (ReferenceEquals(device, _device))
        {
            return null;
        }

        if (device.Create(capacity, out var fresh) is { } failure)
        {
            return failure;
        }

        Input[..(tiles * SlotLength(_inner))].CopyTo(fresh!.Input);
        _device.Release(_inner);
        (_device, _inner) = (device, fresh);
        return null;
    }

    private static int SlotLength(InferenceBatch batch) => batch.Input.Length / batch.Capacity;
}
