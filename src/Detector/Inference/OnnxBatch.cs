using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detector.Inference;

/// <summary>
/// Buffers in memory that ONNX Runtime allocated (page-locked on CUDA, so that copies run at full speed), with one binding
/// per session and range of tiles that views a part of them.
/// </summary>
internal sealed class OnnxBatch : InferenceBatch
{
    private readonly BatchLayout _layout;
    private readonly OrtMemoryInfo _memory;
    private readonly OrtValue _input;
    private readonly OrtValue _scores;
    private readonly OrtValue? _maps;
    private readonly Lock _gate = new();
    private readonly Dictionary<(InferenceSession Session, int First, int Tiles), BoundShape> _bindings = [];
    private bool _disposed;

    internal OnnxBatch(OrtAllocator allocator, BatchLayout layout, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _layout = layout;
        _memory = allocator.Info;
        Capacity = capacity;
        _input = Allocate(allocator, layout.Input(capacity));
        _scores = Allocate(allocator, layout.Score(capacity));
        _maps = layout.MapName is null ? null : Allocate(allocator, layout.Map(capacity));
    }

    public override int Capacity { get; }

    public override Span<float> Input => Live(_input).GetTensorMutableDataAsSpan<float>();

    public override ReadOnlySpan<float> Scores => Live(_scores).GetTensorDataAsSpan<float>();

    public override ReadOnlySpan<float> Maps => _maps is null ? [] : Live(_maps).GetTensorDataAsSpan<float>();

    /// <summary>The binding of some tiles, made at first use. From any thread.</summary>
    /// <param name="session">Which session will run them.</param>
    /// <param name="first">The first one.</param>
    /// <param name="tiles">How many, at least 1.</param>
    internal OrtIoBinding Bind(InferenceSession session, int first, int tiles)
    {
        // The views are made from bare addresses: nothing below would notice that they reach past the buffers.
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + tiles, Capacity);
        ObjectDisposedException.ThrowIf(_disposed, this);
        lock (_gate)
        {
            if (!_bindings.TryGetValue((session, first, tiles), out var bound))
            {
                bound = new BoundShape(session, this, first, tiles);
                _bindings.Add((session, first, tiles), bound);
            }

            return bound.Binding;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing || _disposed)
        {
            return;
        }

        // The inputs are pixels: they do not outlive their use.
        Input.Clear();
        foreach (var bound in _bindings.Values)
        {
            bound.Dispose();
        }

        _bindings.Clear();
        _disposed = true;
        _input.Dispose();
        _scores.Dispose();
        _maps?.Dispose();
    }

    private static OrtValue Allocate(OrtAllocator allocator, long[] shape) =>
        OrtValue.CreateAllocatedTensorValue(allocator, TensorElementType.Float, shape);

    /// <summary>ONNX Runtime does not look whether a value has been freed: reading one ends the process.</summary>
    private OrtValue Live(OrtValue value)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return value;
    }

    /// <summary>A part of a buffer as a tensor of its own.</summary>
    /// <param name="whole">The buffer.</param>
    /// <param name="firstTile">Where the part begins.</param>
    /// <param name="shape">Of the part; the first axis counts tiles.</param>
    private OrtValue View(OrtValue whole, int firstTile, long[] shape)
    {
        var length = shape.Aggregate(1L, (product, axis) => product * axis);
        var part = whole.GetTensorMutableDataAsSpan<float>()[(int)(firstTile * (length / shape[0]))..];
        ref var first = ref MemoryMarshal.GetReference(part);
        var bytes = sizeof(float) * length;
        unsafe
        {
            // Native memory: it does not move.
            fixed (float* pointer = &first)
            {
                return OrtValue.CreateTensorValueWithData(_memory, TensorElementType.Float, shape, (nint)pointer, bytes);
            }
        }
    }

    /// <summary>Views of some tiles in the buffers, bound to the session's inputs and outputs.</summary>
    private sealed class BoundShape : IDisposable
    {
        private readonly List<OrtValue> _views = [];

        internal BoundShape(InferenceSession session, OnnxBatch batch, int first, int tiles)
        {
            var layout = batch._layout;
            Binding = session.CreateIoBinding();
            Binding.BindInput(layout.InputName, Keep(batch.View(batch._input, first, layout.Input(tiles))));
            Binding.BindOutput(layout.ScoreName, Keep(batch.View(batch._scores, first, layout.Score(tiles))));
            if (layout.MapName is { } map)
            {
                Binding.BindOutput(map, Keep(batch.View(batch._maps!, first, layout.Map(tiles))));
            }
        }

        internal OrtIoBinding Binding { get; }

        public void Dispose()
        {
            Binding.Dispose();
            _views.ForEach(view => view.Dispose());
        }

        private OrtValue Keep(OrtValue view)
        {
            _views.Add(view);
            return view;
        }
    }
}
