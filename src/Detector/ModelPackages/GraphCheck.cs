namespace Detector.ModelPackages;

/// <summary>Compares what a manifest says with what the ONNX graph says.</summary>
internal static class GraphCheck
{
    private const string BatchFix =
        "Export again with a dynamic batch axis on the inputs and outputs (dynamic_axes in torch.onnx.export).";

    /// <summary>Refuses a graph that does not fit its manifest.</summary>
    /// <param name="manifest">A valid manifest.</param>
    /// <param name="graph">What the graph says.</param>
    /// <param name="file">Path of the manifest, for the messages.</param>
    /// <exception cref="ModelPackageException">They do not fit; says all reasons.</exception>
    public static void Check(ModelManifest manifest, GraphShapes graph, string file = ModelPackage.ManifestFileName)
    {
        var problems = new ProblemList(file);
        CheckInput(manifest, graph, problems);
        CheckScore(manifest.Outputs.Score, graph, problems);
        if (manifest.Outputs.Map is { } map)
        {
            CheckMap(map, manifest.Framing.Size, graph, problems);
        }

        problems.ThrowIfAny();
    }

    private static void CheckInput(ModelManifest manifest, GraphShapes graph, ProblemList problems)
    {
        if (Find(manifest.Input.Name, graph.Inputs, "$.input.name", "input", problems) is not { } input)
        {
            return;
        }

        var others = graph.Inputs.Select(other => other.Name).Where(name => name != input.Name).ToArray();
        problems.Require(
            others.Length == 0,
            "$.model.file",
            $"the graph also needs the inputs {string.Join(", ", others)}; allowed is one input.",
            "Export with the other inputs as constants.");
        if (input.Dims.Count != 4)
        {
            problems.Add(
                "$.model.file",
                $"the graph's input has the shape {input.Shape}; allowed are the four axes of an image batch.",
                "Export the model with an image batch as its input.");
            return;
        }

        problems.Require(
            input.IsDynamic(0),
            "$.model.file",
            $"the graph's input has the shape {input.Shape}; a fixed batch is not supported.",
            BatchFix);
        CheckInputAxes(manifest, input, problems);
    }

    private static void CheckInputAxes(ModelManifest manifest, GraphTensor input, ProblemList problems)
    {
        var isNchw = manifest.Input.Layout == TensorLayout.Nchw;
        var (channels, rows, columns) = isNchw ? (1, 2, 3) : (3, 1, 2);
        if (!input.Fits(channels, 3))
        {
            var other = StrictJson.NameOf(isNchw ? TensorLayout.Nhwc : TensorLayout.Nchw);
            problems.Add(
                "$.input.layout",
                $"is {StrictJson.NameOf(manifest.Input.Layout)}, so axis {channels} has to be 3 channels; "
                    + $"the graph has {input.Shape}.",
                input.Dims[isNchw ? 3 : 1] == 3 ? $"Set it to {other}." : "Export a three-channel input.");
            return;
        }

        var size = manifest.Framing.Size;
        problems.Require(
            input.Fits(rows, size) && input.Fits(columns, size),
            "$.framing.size",
            $"is {size}, but the graph's input has the shape {input.Shape}; "
                + $"rows and columns have to be {size} or dynamic.",
            "Write the graph's size here, or export with dynamic rows and columns.");
    }

    private static void CheckScore(ScoreOutputSpec score, GraphShapes graph, ProblemList problems)
    {
        if (Find(score.Name, graph.Outputs, "$.outputs.score.name", "output", problems) is not { } output)
        {
            return;
        }

        CheckBatch("$.outputs.score.name", output, problems);
        if (score.Kind != OutputKind.Softmax)
        {
            var fits = output.Dims.Count == 1 || (output.Dims.Count == 2 && output.Fits(1, 1));
            problems.Require(
                fits,
                "$.outputs.score.kind",
                $"is {StrictJson.NameOf(score.Kind)}, so the output has to be [batch] or [batch, 1]; "
                    + $"the graph has {output.Shape}.",
                output.Dims.Count == 2
                    ? "Set the kind to softmax if these are raw class scores, and state the index."
                    : "Name another output, or export one value per input.");
            return;
        }

        // Two classes at least: the softmax of a single one is always 1. A dynamic class axis shows only when it runs.
        var enough = output.Dims.Count == 2 && (output.IsDynamic(1) || output.Dims[1] >= 2);
        problems.Require(
            enough,
            "$.outputs.score.kind",
            "is softmax, so the output has to be [batch, classes] with two classes or more; "
                + $"the graph has {output.Shape}.",
            "Set the kind to logit or probability if there is one value per input.");
        problems.Require(
            !enough || output.IsDynamic(1) || score.Index < output.Dims[1],
            "$.outputs.score.index",
            $"is {score.Index}; allowed is 0 to {(enough ? output.Dims[1] - 1 : 0)}: the graph has {output.Shape}.",
            "Write which class, counted from 0, means manipulated.");
    }

    private static void CheckMap(MapOutputSpec map, int size, GraphShapes graph, ProblemList problems)
    {
        if (Find(map.Name, graph.Outputs, "$.outputs.map.name", "output", problems) is not { } output)
        {
            return;
        }

        CheckBatch("$.outputs.map.name", output, problems);
        var rank = output.Dims.Count;
        if (rank is not (3 or 4) || (rank == 4 && !output.Fits(1, 1)))
        {
            problems.Add(
                "$.outputs.map.name",
                $"names an output of shape {output.Shape}; "
                    + "allowed is [batch, 1, rows, columns] or [batch, rows, columns].",
                "Name another output, or export a map with one channel.");
            return;
        }

        var cells = size / map.Stride;
        problems.Require(
            output.Fits(rank - 2, cells) && output.Fits(rank - 1, cells),
            "$.outputs.map.stride",
            $"is {map.Stride}, which makes {cells} x {cells} cells of {size} pixels; the graph has {output.Shape}.",
            output.Dims[rank - 1] is > 0 and var columns && size % columns == 0
                ? $"Set it to {size / columns} if the map is as the graph says."
                : "Correct the stride or $.framing.size.");
    }

    private static void CheckBatch(string field, GraphTensor output, ProblemList problems) =>
        problems.Require(
            output.Dims.Count == 0 || output.IsDynamic(0),
            field,
            $"names an output of shape {output.Shape}; a fixed batch is not supported.",
            BatchFix);

    private static GraphTensor? Find(
        string name, IReadOnlyList<GraphTensor> tensors, string field, string what, ProblemList problems)
    {
        var names = tensors.Select(tensor => tensor.Name).ToArray();
        if (tensors.FirstOrDefault(tensor => tensor.Name == name) is not { } found)
        {
            problems.Add(
                field,
                $"is {StrictJson.Quote(name)}; the graph has the {what}s: {string.Join(", ", names)}.",
                NearestName.Find(name, names) is { } near ? $"Did you mean {near}?" : "Write one of these names.");
            return null;
        }

        problems.Require(
            found.ElementType == GraphTensor.Float32,
            field,
            $"names an {what} of type {found.ElementType}; allowed is {GraphTensor.Float32}.",
            $"Export the model with a float32 {what}; inside, it may use other types.");
        return found;
    }
}
