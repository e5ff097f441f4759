using System.Text.Json.Serialization;

namespace Detector.ModelPackages;

/// <summary>All that the code has to know about a model, as <c>manifest.json</c> states it. Code holds no model
/// constants.</summary>
public sealed record ModelManifest
{
    /// <summary>Where the JSON schema lies; for editors only.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    /// <summary>Version of this format; 1.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Short name, also the package's folder name.</summary>
    public required string Name { get; init; }

    /// <summary>Version of the weights, semantic.</summary>
    public required string Version { get; init; }

    /// <summary>What the model is, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>SPDX identifier of the weights' licence.</summary>
    public required string Licence { get; init; }

    /// <summary>The ONNX file and its hash.</summary>
    public required ModelFile Model { get; init; }

    /// <summary>The input tensor and how bytes become its values.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>How an image becomes model inputs.</summary>
    public required FramingSpec Framing { get; init; }

    /// <summary>Which outputs mean what.</summary>
    public required OutputsSpec Outputs { get; init; }

    /// <summary>How tile logits become the image's logit.</summary>
    public required PoolingSpec Pooling { get; init; }

    /// <summary>How the image's logit becomes a probability.</summary>
    public required CalibrationSpec Calibration { get; init; }

    /// <summary>The verdict bands.</summary>
    public required VerdictsSpec Verdicts { get; init; }

    /// <summary>How whole-frame generation is told from local edits.</summary>
    public required KindsSpec Kinds { get; init; }

    /// <summary>How regions are cut out of the map; absent for a model without one.</summary>
    public RegionsSpec? Regions { get; init; }

    /// <summary>How well it does, measured on data that training never saw; for people, no code decides by it.</summary>
    public IReadOnlyList<FigureSpec>? Figures { get; init; }

    /// <summary>How much it finds by compression and size; absent where that was not measured.</summary>
    public IReadOnlyList<ReliabilitySpec>? Reliability { get; init; }

    /// <summary>Inputs with known outputs, checked on every device at start; absent only for packages without
    /// them.</summary>
    public GoldenSpec? Golden { get; init; }
}

/// <summary>The ONNX file.</summary>
/// <param name="File">Path inside the package folder.</param>
/// <param name="Sha256">SHA-256 of the file, 64 lower-case hexadecimal digits.</param>
public sealed record ModelFile(string File, string Sha256);

/// <summary>The input tensor: value = (byte * scale - mean[c]) / std[c].</summary>
/// <param name="Name">Name of the ONNX graph input.</param>
/// <param name="Layout">nchw or nhwc.</param>
/// <param name="Dtype">float32 (the one type supported so far).</param>
/// <param name="Channels">rgb or bgr.</param>
/// <param name="Scale">Factor on the byte, such as 1/255.</param>
/// <param name="Mean">Per channel, in the order of <paramref name="Channels"/>, after scaling.</param>
/// <param name="Std">Per channel, in the order of <paramref name="Channels"/>; none may be zero.</param>
public sealed record InputSpec(
    string Name, TensorLayout Layout, TensorType Dtype, ChannelOrder Channels, float Scale,
    IReadOnlyList<float> Mean, IReadOnlyList<float> Std);

/// <summary>How an image becomes model inputs.</summary>
public sealed record FramingSpec
{
    /// <summary>Leaves all optional properties at their defaults.</summary>
    public FramingSpec()
        : this(0)
    {
    }

    // Defaults sit here and not on the properties: the JSON source generator drops the initialiser of an init property.
    [JsonConstructor]
    internal FramingSpec(
        int overlap = 0, int maxTiles = 1, int resizeShorterSide = 0, ResampleFilter filter = ResampleFilter.Bilinear)
    {
        Overlap = overlap;
        MaxTiles = maxTiles;
        ResizeShorterSide = resizeShorterSide;
        Filter = filter;
    }

    /// <summary>tiles, resize or center_crop.</summary>
    public required FramingMethod Method { get; init; }

    /// <summary>Side of the square model input, pixels.</summary>
    public required int Size { get; init; }

    /// <summary>tiles: pixels shared by neighbouring tiles, 0 up to half of the size.</summary>
    public int Overlap { get; init; }

    /// <summary>tiles: how many an image may take; more are sampled evenly. 1 unless stated.</summary>
    public int MaxTiles { get; init; }

    /// <summary>center_crop: the shorter side is first resized to this, pixels; 0 crops at native resolution.</summary>
    public int ResizeShorterSide { get; init; }

    /// <summary>resize, center_crop: the resampling kernel (antialiased, as Pillow does it), bilinear unless
    /// stated.</summary>
    public ResampleFilter Filter { get; init; }
}

/// <summary>Which outputs mean what.</summary>
/// <param name="Score">One value (or one row of classes) per model input.</param>
/// <param name="Map">A value per cell of the input; null for a model without a map.</param>
public sealed record OutputsSpec(ScoreOutputSpec Score, MapOutputSpec? Map = null);

/// <summary>The score output.</summary>
/// <param name="Name">Name of the ONNX graph output.</param>
/// <param name="Kind">logit, probability or softmax (raw class scores before the softmax).</param>
/// <param name="Index">softmax: which class means manipulated.</param>
public sealed record ScoreOutputSpec(string Name, OutputKind Kind, int Index = 0);

/// <summary>The map output, [batch, 1, rows, columns] or [batch, rows, columns].</summary>
/// <param name="Name">Name of the ONNX graph output.</param>
/// <param name="Kind">logit or probability.</param>
/// <param name="Stride">Input pixels per map cell, on each axis.</param>
public sealed record MapOutputSpec(string Name, OutputKind Kind, int Stride);

/// <summary>How tile logits become the image's logit.</summary>
public sealed record PoolingSpec
{
    /// <summary>Leaves all optional properties at their defaults.</summary>
    public PoolingSpec()
        : this(1)
    {
    }

    // See FramingSpec for why the defaults sit here.
    [JsonConstructor]
    internal PoolingSpec(
        int k = 1, double maxWeight = 0, double top3Weight = 0, double meanWeight = 0, double mapTopWeight = 0,
        double logCountWeight = 0)
    {
        K = k;
        MaxWeight = maxWeight;
        Top3Weight = top3Weight;
        MeanWeight = meanWeight;
        MapTopWeight = mapTopWeight;
        LogCountWeight = logCountWeight;
    }

    /// <summary>mean, max, top_k (mean of the k largest) or statistics (a weighted sum of max, top-3 mean, mean
    /// and the map's highest cells).</summary>
    public required PoolingMethod Method { get; init; }

    /// <summary>top_k: k, at least 1; fewer tiles than k: all of them.</summary>
    public int K { get; init; }

    /// <summary>statistics: weight of the largest tile logit.</summary>
    public double MaxWeight { get; init; }

    /// <summary>statistics: weight of the mean of the three largest tile logits.</summary>
    public double Top3Weight { get; init; }

    /// <summary>statistics: weight of the mean tile logit.</summary>
    public double MeanWeight { get; init; }

    /// <summary>statistics: weight of the mean logit of the map's highest cells, one in 256, at least one: a small edit in
    /// a large image is few tiles, and a tile can be an outlier as a whole.</summary>
    public double MapTopWeight { get; init; }

    /// <summary>statistics: times the natural logarithm of the tile count; negative, so that large images do not
    /// score high
    /// by having more chances.</summary>
    public double LogCountWeight { get; init; }
}

/// <summary>Probability = sigmoid(scale * logit + bias): Platt scaling (Platt 1999); method none is scale 1, bias
/// 0.</summary>
/// <param name="Method">none or platt.</param>
/// <param name="Scale">Factor on the logit, over 0.</param>
/// <param name="Bias">Added after scaling.</param>
/// <param name="FittedOn">What data it was fitted on, in words.</param>
public sealed record CalibrationSpec(
    CalibrationMethod Method, double Scale = 1, double Bias = 0, string? FittedOn = null);

/// <summary>Verdict bands: at or over likely_manipulated, at or over inconclusive, or under both.</summary>
/// <param name="Inconclusive">Lower threshold.</param>
/// <param name="LikelyManipulated">Upper threshold.</param>
public sealed record VerdictsSpec(VerdictThreshold Inconclusive, VerdictThreshold LikelyManipulated);

/// <summary>One threshold and what it rests on.</summary>
/// <param name="Threshold">Calibrated probability, 0 to 1.</param>
/// <param name="FalsePositiveRate">The share of unmanipulated images at or over it, 0 to 1, that it was fixed
/// for.</param>
/// <param name="Negatives">How many unmanipulated images it was fixed on.</param>
/// <param name="FalsePositiveRate95">95 % interval of the false positive rate, 0 to 1: lower and upper end.</param>
public sealed record VerdictThreshold(
    double Threshold, double FalsePositiveRate, int Negatives, IReadOnlyList<double>? FalsePositiveRate95 = null);

/// <summary>How whole-frame generation is told from local edits.</summary>
public sealed record KindsSpec
{
    /// <summary>Leaves all optional properties at their defaults.</summary>
    public KindsSpec()
        : this(ManipulationKind.FullyGenerated)
    {
    }

    // See FramingSpec for why the defaults sit here.
    [JsonConstructor]
    internal KindsSpec(
        ManipulationKind kind = ManipulationKind.FullyGenerated, double cellThreshold = 0.5, double midpoint = 0.5,
        double slope = 10)
    {
        Kind = kind;
        CellThreshold = cellThreshold;
        Midpoint = midpoint;
        Slope = slope;
    }

    /// <summary>map_coverage (needs a map) or fixed.</summary>
    public required KindsMethod Method { get; init; }

    /// <summary>fixed: the one kind of manipulation that the model knows; fully_generated unless stated.</summary>
    public ManipulationKind Kind { get; init; }

    /// <summary>map_coverage: a map cell at or over this probability counts as covered; 0.5 unless stated.</summary>
    public double CellThreshold { get; init; }

    /// <summary>map_coverage: the covered share of the image at which both kinds are equally likely, 0 to 1; 0.5
    /// unless stated.</summary>
    public double Midpoint { get; init; }

    /// <summary>map_coverage: steepness, 10 unless stated;
    /// P(fully generated | manipulated) = sigmoid(slope * (coverage - midpoint)).</summary>
    public double Slope { get; init; }
}

/// <summary>How regions are cut out of the map.</summary>
/// <param name="Threshold">Map probability from which a cell belongs to a region.</param>
/// <param name="MinArea">Smallest region, in map cells.</param>
/// <param name="MaxRegions">How many are reported, largest mass first.</param>
/// <param name="OtsuWeight">How far the threshold moves towards the map's own, 0 (not at all) to 1; see
/// <see cref="Heatmaps.MapThreshold"/>.</param>
public sealed record RegionsSpec(double Threshold = 0.5, int MinArea = 4, int MaxRegions = 16, double OtsuWeight = 0);

/// <summary>Inputs with known outputs.</summary>
/// <param name="File">JSON file inside the package: image files with the logits and maps that the training code
/// gave.</param>
/// <param name="Tolerance">Largest accepted absolute difference of a logit.</param>
public sealed record GoldenSpec(string File, double Tolerance);

/// <summary>One measured figure.</summary>
/// <param name="Metric">What was measured, such as auc or tpr_at_5_fpr.</param>
/// <param name="Data">On which data, in words.</param>
/// <param name="Value">The figure.</param>
/// <param name="Interval95">Lower and upper end of its 95 % interval; absent where none was computed.</param>
/// <param name="Positives">Manipulated images in the data.</param>
/// <param name="Negatives">Real images in the data.</param>
public sealed record FigureSpec(
    string Metric, string Data, double Value, IReadOnlyList<double>? Interval95 = null, int Positives = 0, int Negatives = 0);
