using System.Runtime.InteropServices;

namespace Detector.Tests.Support;

/// <summary>
/// Builds an ONNX file (opset 16) out of nodes, so that no binary model has to be committed. Field numbers: onnx.proto of
/// the ONNX project. All tensors are float32; a null length is a dynamic axis.
/// </summary>
internal sealed class OnnxModelWriter
{
    private const int Opset = 16;
    private const int IrVersion = 8;
    private const int Float32 = 1;

    private readonly ProtoWriter _graph = new ProtoWriter().Text(2, "test");

    public OnnxModelWriter Input(string name, params long?[] shape) => Value(11, name, shape);

    public OnnxModelWriter Output(string name, params long?[] shape) => Value(12, name, shape);

    public OnnxModelWriter Constant(string name, long[] shape, params float[] values)
    {
        var tensor = new ProtoWriter();
        foreach (var length in shape)
        {
            tensor.Integer(1, length);
        }

        _graph.Message(5, tensor.Integer(2, Float32).Text(8, name).Bytes(9, MemoryMarshal.AsBytes(values.AsSpan())));
        return this;
    }

    /// <summary>Adds a node; attributes are whole numbers, lists of them, or graphs.</summary>
    public OnnxModelWriter Node(
        string type, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(4, type);
        foreach (var (name, value) in attributes)
        {
            node.Message(5, Attribute(name, value));
        }

        _graph.Message(1, node);
        return this;
    }

    /// <summary>An input or output of an inner graph.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Number of its type for a scalar; null for float32 of any shape.</param>
    public static ProtoWriter Scalar(string name, int? type)
    {
        var tensor = new ProtoWriter().Integer(1, type ?? Float32);
        return new ProtoWriter().Text(1, name).Message(
            2, new ProtoWriter().Message(1, type is null ? tensor : tensor.Message(2, new ProtoWriter())));
    }

    public byte[] ToModel() => new ProtoWriter()
        .Integer(1, IrVersion)
        .Message(8, new ProtoWriter().Text(1, string.Empty).Integer(2, Opset))
        .Message(7, _graph)
        .ToArray();

    private static ProtoWriter Attribute(string name, object value)
    {
        var attribute = new ProtoWriter().Text(1, name);
        if (value is int number)
        {
            return attribute.Integer(3, number).Integer(20, 2);
        }

        if (value is ProtoWriter graph)
        {
            return attribute.Message(6, graph).Integer(20, 5);
        }

        foreach (var item in (int[])value)
        {
            attribute.Integer(8, item);
        }

        return attribute.Integer(20, 7);
    }

    private OnnxModelWriter Value(int field, string name, long?[] shape)
    {
        var axes = new ProtoWriter();
        foreach (var length in shape)
        {
            axes.Message(1, length is { } known ? new ProtoWriter().Integer(1, known) : new ProtoWriter().Text(2, "n"));
        }

        var tensor = new ProtoWriter().Integer(1, Float32).Message(2, axes);
        _graph.Message(field, new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor)));
        return this;
    }
}
