namespace Detector.ModelPackages;

/// <summary>What an ONNX graph says about its inputs and outputs.</summary>
/// <param name="Inputs">Inputs that have to be fed; initialisers do not count.</param>
/// <param name="Outputs">All outputs.</param>
internal sealed record GraphShapes(IReadOnlyList<GraphTensor> Inputs, IReadOnlyList<GraphTensor> Outputs);

/// <summary>One input or output of a graph.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="ElementType">Type of an element; <see cref="Float32"/> or any other word for another type.</param>
/// <param name="Dims">Length of each axis; null or under 1 where it is dynamic.</param>
internal sealed record GraphTensor(string Name, string ElementType, IReadOnlyList<long?> Dims)
{
    /// <summary>The one element type that this code feeds and reads.</summary>
    public const string Float32 = "float32";

    /// <summary>True where the axis has any length.</summary>
    public bool IsDynamic(int axis) => Dims[axis] is null or < 1;

    /// <summary>True where the axis can have the length.</summary>
    public bool Fits(int axis, long length) => IsDynamic(axis) || Dims[axis] == length;

    /// <summary>The axes for a message, such as [?, 3, 256, 256].</summary>
    public string Shape => $"[{string.Join(", ", Dims.Select(dim => dim is null or < 1 ? "?" : $"{dim}"))}]";
}
