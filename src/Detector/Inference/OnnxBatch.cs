using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detector.Inference;

/// <summary>
/// Buffers in memory that ONNX Runtime allocated (page-locked on CUDA, so that copies run at full speed), with one binding
/// per tile count that views their first part.
/// </summary>
internal sealed class OnnxBatch : InferenceBatch
{
    private readonly InferenceSession _session;
    private readonly BatchLayout _layout;
    private readonly OrtMemoryInfo _memory;
    private readonly OrtValue _input;
    private readonly OrtValue _scores;
    private readonly OrtValue? _maps;
    private readonly Dictionary<int, BoundShape> _bindings = [];
    private bool _disposed;

    internal OnnxBatch(InferenceSession session, OrtAllocator allocator, BatchLayout layout, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _session = session;
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

    /// <summary>The binding of the first <paramref name="tiles"/> tiles, made at first use.</summary>
    internal OrtIoBinding Bind(int tiles)
    {
        // The views are made from bare addresses: nothing below would notice that they reach past the buffers.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tiles, Capacity);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!_bindings.TryGetValue(tiles, out var bound))
        {
            bound = new BoundShape(_session, this, tiles);
            _bindings.Add(tiles, bound);
        }

        return bound.Binding;
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

    private OrtValue View(OrtValue whole, long[] shape)
    {
        ref var first = ref MemoryMarshal.GetReference(whole.GetTensorDataAsSpan<float>());
        var bytes = sizeof(float) * shape.Aggregate(1L, (product, length) => product * length);
        unsafe
        {
            // Native memory: it does not move.
            fixed (float* pointer = &first)
            {
                return OrtValue.CreateTensorValueWithData(_memory, TensorElementType.Float, shape, (nint)pointer, bytes);
            }
        }
    }

    /// <summary>Views of the buffers for one tile count, bound to the session's inputs and outputs.</summary>
    private sealed class BoundShape : IDisposable
    {
        private readonly List<OrtValue> _views = [];

        internal BoundShape(InferenceSession session, OnnxBatch batch, int tiles)
        {
            var layout = batch._layout;
            Binding = session.CreateIoBinding();
            Binding.BindInput(layout.InputName, Keep(batch.View(batch._input, layout.Input(tiles))));
            Binding.BindOutput(layout.ScoreName, Keep(batch.View(batch._scores, layout.Score(tiles))));
            if (layout.MapName is { } map)
            {
                Binding.BindOutput(map, Keep(batch.View(batch._maps!, layout.Map(tiles))));
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
