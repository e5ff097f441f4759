namespace Detector.Tests.Support;

/// <summary>Models whose outputs can be computed by hand.</summary>
internal static class TinyModels
{
    /// <summary>Side of a tile of <see cref="Tile"/>, pixels.</summary>
    public const int TileSize = 64;

    /// <summary>Input pixels per map cell of <see cref="Tile"/>.</summary>
    public const int Stride = 8;

    /// <summary>
    /// Tiles [n, 3, 64, 64]: score = scale * mean of all values + bias; map = scale * mean of each 8 x 8 block over all
    /// channels + bias.
    /// </summary>
    public static byte[] Tile(float scale = 1, float bias = 0, long? batch = null, long? mapSide = TileSize / Stride) =>
        new OnnxModelWriter()
            .Input("image", batch, 3, TileSize, TileSize)
            .Constant("scale", [], scale)
            .Constant("bias", [], bias)
            .Node("ReduceMean", ["image"], "mean", ("axes", new[] { 1, 2, 3 }), ("keepdims", 0))
            .Node("Mul", ["mean", "scale"], "scaled_mean")
            .Node("Add", ["scaled_mean", "bias"], "score")
            .Node("ReduceMean", ["image"], "grey", ("axes", new[] { 1 }), ("keepdims", 1))
            .Node("AveragePool", ["grey"], "blocks", ("kernel_shape", new[] { 8, 8 }), ("strides", new[] { 8, 8 }))
            .Node("Mul", ["blocks", "scale"], "scaled_blocks")
            .Node("Add", ["scaled_blocks", "bias"], "map")
            .Output("score", batch)
            .Output("map", batch, 1, mapSide, mapSide)
            .ToModel();

    /// <summary>Tiles [n, 3, 64, 64] with score = mean of all values; never ends for tiles that are lighter than grey.</summary>
    public static byte[] EndlessForLight()
    {
        const int whole = 7;
        const int flag = 9;
        var body = new ProtoWriter()
            .Message(1, new ProtoWriter().Text(1, "go_on").Text(2, "stop").Text(4, "Not"))
            .Message(1, new ProtoWriter().Text(1, "stop").Text(2, "still_on").Text(4, "Not"))
            .Message(1, new ProtoWriter().Text(1, "value").Text(2, "next").Text(4, "Neg"))
            .Text(2, "body")
            .Message(11, OnnxModelWriter.Scalar("round", whole))
            .Message(11, OnnxModelWriter.Scalar("go_on", flag))
            .Message(11, OnnxModelWriter.Scalar("value", null))
            .Message(12, OnnxModelWriter.Scalar("still_on", flag))
            .Message(12, OnnxModelWriter.Scalar("next", null));
        return new OnnxModelWriter()
            .Input("image", null, 3, TileSize, TileSize)
            .Constant("grey", [], 0.5f)
            .Node("ReduceMean", ["image"], "mean", ("axes", new[] { 1, 2, 3 }), ("keepdims", 0))
            .Node("ReduceMean", ["image"], "light", ("axes", new[] { 0, 1, 2, 3 }), ("keepdims", 0))
            .Node("Greater", ["light", "grey"], "on")
            .Node("Loop", [string.Empty, "on", "mean"], "score", ("body", body))
            .Output("score", [null])
            .ToModel();
    }

    /// <summary>Class scores out of the global means of the three channels: logits[c] = sum of mean[i] * weights[i][c].</summary>
    /// <param name="channelsFirst">Input [n, 3, s, s] rather than [n, s, s, 3].</param>
    /// <param name="size">Side of the input.</param>
    /// <param name="weights">Three rows, one per input channel, with a column per class.</param>
    /// <param name="statedClasses">What the graph says about the class axis; null leaves it open.</param>
    public static byte[] Classifier(bool channelsFirst, int size, float[][] weights, long? statedClasses)
    {
        long?[] shape = channelsFirst ? [null, 3, size, size] : [null, size, size, 3];
        var axes = channelsFirst ? new[] { 2, 3 } : [1, 2];
        return new OnnxModelWriter()
            .Input("pixels", shape)
            .Constant("weights", [3, weights[0].Length], [.. weights.SelectMany(row => row)])
            .Node("ReduceMean", ["pixels"], "means", ("axes", axes), ("keepdims", 0))
            .Node("MatMul", ["means", "weights"], "logits")
            .Output("logits", null, statedClasses)
            .ToModel();
    }

    /// <summary>Tiles [n, 3, 64, 64] with score = ln(mean of all values): not finite for a black tile.</summary>
    public static byte[] NotFiniteForBlack() => new OnnxModelWriter()
        .Input("image", null, 3, TileSize, TileSize)
        .Node("ReduceMean", ["image"], "mean", ("axes", new[] { 1, 2, 3 }), ("keepdims", 0))
        .Node("Log", ["mean"], "score")
        .Output("score", [null])
        .ToModel();
}
