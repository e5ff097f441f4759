using Detector.ModelPackages;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Detector.Inference;

/// <summary>Finds out, by one run, the output axes that a graph leaves open: buffers are allocated before a model runs.</summary>
internal static class OutputProbe
{
    /// <summary>Replaces the open axes of the used outputs, beside the batch axis, by what the model answers with.</summary>
    /// <param name="session">The model, whose inputs fit the manifest.</param>
    /// <param name="manifest">Names the used outputs.</param>
    /// <param name="layout">Shape of the input.</param>
    /// <param name="graph">What the graph says.</param>
    /// <returns>The same graph where nothing is open; otherwise one to be checked again.</returns>
    public static GraphShapes Close(
        InferenceSession session, ModelManifest manifest, BatchLayout layout, GraphShapes graph)
    {
        var open = graph.Outputs
            .Where(output => output.Name == manifest.Outputs.Score.Name || output.Name == manifest.Outputs.Map?.Name)
            .Where(output => output.Dims.Skip(1).Any(length => length is null or < 1))
            .ToDictionary(output => output.Name);
        if (open.Count == 0)
        {
            return graph;
        }

        using var options = new RunOptions();
        using var input = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, TensorElementType.Float, layout.Input(1));
        input.GetTensorMutableDataAsSpan<float>().Clear();
        using var answers = session.Run(options, [layout.InputName], [input], open.Keys);
        foreach (var (output, answer) in open.Values.ToArray().Zip(answers))
        {
            var lengths = answer.GetTensorTypeAndShape().Shape.Skip(1).Select(length => (long?)length);
            open[output.Name] = output with { Dims = [output.Dims[0], .. lengths] };
        }

        return graph with { Outputs = [.. graph.Outputs.Select(output => open.GetValueOrDefault(output.Name, output))] };
    }
}
