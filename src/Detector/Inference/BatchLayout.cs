using Detector.ModelPackages;

namespace Detector.Inference;

/// <summary>Names and shapes of the tensors of one model, for any tile count.</summary>
internal sealed class BatchLayout
{
    private readonly bool _channelsFirst;
    private readonly int _size;
    private readonly GraphTensor _score;
    private readonly GraphTensor? _map;

    internal BatchLayout(ModelManifest manifest, GraphShapes graph)
    {
        _channelsFirst = manifest.Input.Layout == TensorLayout.Nchw;
        _size = manifest.Framing.Size;
        InputName = manifest.Input.Name;
        ScoreName = manifest.Outputs.Score.Name;
        MapName = manifest.Outputs.Map?.Name;
        _score = graph.Outputs.First(output => output.Name == ScoreName);
        _map = MapName is null ? null : graph.Outputs.First(output => output.Name == MapName);
        var side = manifest.Outputs.Map is { } map ? _size / map.Stride : 0;
        var classes = _score.Dims.Count > 1 ? (int)(_score.Dims[1] ?? 1) : 1;
        Outputs = new OutputShape(Math.Max(1, classes), side, side);
    }

    internal string InputName { get; }

    internal string ScoreName { get; }

    internal string? MapName { get; }

    internal OutputShape Outputs { get; }

    internal long[] Input(int tiles) => _channelsFirst ? [tiles, 3, _size, _size] : [tiles, _size, _size, 3];

    internal long[] Score(int tiles) => _score.Dims.Count == 1 ? [tiles] : [tiles, Outputs.ScoreWidth];

    internal long[] Map(int tiles) => _map!.Dims.Count == 3
        ? [tiles, Outputs.MapRows, Outputs.MapColumns]
        : [tiles, 1, Outputs.MapRows, Outputs.MapColumns];
}
