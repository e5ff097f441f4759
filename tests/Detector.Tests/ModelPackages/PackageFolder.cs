using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Detector.ModelPackages;

namespace Detector.Tests.ModelPackages;

/// <summary>A valid package on disk, under the test output directory, to be spoilt by a test.</summary>
internal sealed class PackageFolder : IDisposable
{
    private static readonly byte[] Model = "not a graph, but bytes with a hash"u8.ToArray();

    public PackageFolder(JsonObject? manifest = null)
    {
        Root = Path.Combine(AppContext.BaseDirectory, "packages", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(Root, "golden"));
        File.WriteAllBytes(PathOf("model.onnx"), Model);
        File.WriteAllBytes(PathOf("golden/a.png"), PngHeader(256, 256));
        File.WriteAllBytes(PathOf("golden/b.png"), PngHeader(256, 256));
        WriteGolden(Examples.Golden());
        WriteManifest((manifest ?? Examples.Tiles()).Set("$.model.sha256", $"\"{ModelHash}\""));
    }

    public string Root { get; }

    public static string ModelHash { get; } = Convert.ToHexStringLower(SHA256.HashData(Model));

    public string PathOf(string file) => Path.Combine(Root, file);

    public void WriteManifest(JsonObject manifest) =>
        File.WriteAllText(PathOf("manifest.json"), manifest.ToJsonString());

    public void WriteGolden(JsonObject golden) =>
        File.WriteAllText(PathOf("golden/golden.json"), golden.ToJsonString());

    public ModelPackage Load() => ModelPackage.Load(Root);

    public ModelPackageException Refusal() => Assert.Throws<ModelPackageException>(() => Load());

    /// <summary>The start of a PNG: all that the package looks at.</summary>
    public static byte[] PngHeader(uint columns, uint rows)
    {
        var header = new byte[24];
        "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR".Select(c => (byte)c).ToArray().CopyTo(header, 0);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(16), columns);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(20), rows);
        return header;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
