using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Detector.ModelPackages;
using Detector.Tests.ModelPackages;

namespace Detector.Tests.Support;

/// <summary>A package with a runnable model in a folder of its own under the test output directory; deleted after use.</summary>
internal sealed class TestPackage : IDisposable
{
    private readonly JsonArray _golden = [];

    public TestPackage(byte[] model, string manifest, params (string Path, string Json)[] changes)
    {
        Root = Path.Combine(AppContext.BaseDirectory, "packages", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Root);
        File.WriteAllBytes(Path.Combine(Root, "model.onnx"), model);
        Manifest = JsonNode.Parse(manifest)!.AsObject();
        Manifest["model"] = new JsonObject
        {
            ["file"] = "model.onnx",
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(model)),
        };
        foreach (var (path, json) in changes)
        {
            Manifest.Set(path, json);
        }

        WriteManifest();
    }

    public string Root { get; }

    public JsonObject Manifest { get; }

    /// <summary><see cref="TinyModels.Tile"/> on values byte / 255, without overlap; logit = scale * mean + bias.</summary>
    public static TestPackage Tiles(byte[]? model = null, params (string Path, string Json)[] changes) =>
        new(model ?? TinyModels.Tile(), TilesManifest, changes);

    /// <summary>As <see cref="Tiles"/>, with buckets for lossless images of any size, and JPEGs of 70 to 90 with up to 128
    /// pixels.</summary>
    public static TestPackage TilesWithBuckets() => Tiles(null, ("$.reliability", """
        [
          {
            "jpeg_quality": null, "longest_side": [64, null], "tpr_at_1_fpr": 0.31, "interval95": [0.18, 0.45],
            "positives": 120, "negatives": 400
          },
          {
            "jpeg_quality": [70, 90], "longest_side": [64, 128], "tpr_at_1_fpr": 0.25, "interval95": [0.2, 0.3],
            "positives": 40, "negatives": 50
          }
        ]
        """));

    /// <summary>Adds a golden case and the file that holds it.</summary>
    public TestPackage WithGolden(byte[] png, double score, float[]? map = null, double tolerance = 1e-4)
    {
        var image = $"golden-{_golden.Count}.png";
        File.WriteAllBytes(Path.Combine(Root, image), png);
        var entry = new JsonObject { ["image"] = image, ["score"] = score };
        if (map is not null)
        {
            entry["map"] = new JsonArray([.. map.Select(value => (JsonNode)value)]);
        }

        _golden.Add((JsonNode)entry);
        File.WriteAllText(Path.Combine(Root, "golden.json"), new JsonObject { ["cases"] = _golden.DeepClone() }.ToJsonString());
        Manifest["golden"] = new JsonObject { ["file"] = "golden.json", ["tolerance"] = tolerance };
        WriteManifest();
        return this;
    }

    public ModelPackage Load() => ModelPackage.Load(Root);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void WriteManifest() => File.WriteAllText(Path.Combine(Root, "manifest.json"), Manifest.ToJsonString());

    private const string TilesManifest = """
        {
          "format_version": 1, "name": "tiny-tiles", "version": "1.2.3", "description": "Mean of a tile.",
          "licence": "Apache-2.0",
          "input": {
            "name": "image", "layout": "nchw", "dtype": "float32", "channels": "rgb", "scale": 0.003921569,
            "mean": [0, 0, 0], "std": [1, 1, 1]
          },
          "framing": { "method": "tiles", "size": 64, "overlap": 0, "max_tiles": 64 },
          "outputs": {
            "score": { "name": "score", "kind": "logit" },
            "map": { "name": "map", "kind": "logit", "stride": 8 }
          },
          "pooling": { "method": "mean" },
          "calibration": { "method": "none" },
          "verdicts": {
            "inconclusive": { "threshold": 0.4, "false_positive_rate": 0.1, "negatives": 10 },
            "likely_manipulated": { "threshold": 0.9, "false_positive_rate": 0.01, "negatives": 10 }
          },
          "kinds": { "method": "fixed", "kind": "locally_edited" },
          "regions": { "threshold": 0.5, "min_area": 1, "max_regions": 4 }
        }
        """;

    /// <summary>For <see cref="TinyModels.Classifier"/>: NHWC, BGR, resized to 32 pixels, class 1 is manipulated.</summary>
    public const string ClassifierManifest = """
        {
          "format_version": 1, "name": "tiny-classes", "version": "0.1.0", "description": "Global means.",
          "licence": "MIT",
          "input": {
            "name": "pixels", "layout": "nhwc", "dtype": "float32", "channels": "bgr", "scale": 0.003921569,
            "mean": [0.406, 0.456, 0.485], "std": [0.225, 0.224, 0.229]
          },
          "framing": { "method": "resize", "size": 32, "filter": "bicubic" },
          "outputs": { "score": { "name": "logits", "kind": "softmax", "index": 1 } },
          "pooling": { "method": "mean" },
          "calibration": { "method": "platt", "scale": 0.5, "bias": -0.25 },
          "verdicts": {
            "inconclusive": { "threshold": 0.5, "false_positive_rate": 0.1, "negatives": 10 },
            "likely_manipulated": { "threshold": 0.9, "false_positive_rate": 0.01, "negatives": 10 }
          },
          "kinds": { "method": "fixed", "kind": "fully_generated" }
        }
        """;
}
