using System.Security.Cryptography;

namespace Detector.ModelPackages;

/// <summary>A model's folder, checked: manifest, weights and golden files. <c>models/README.md</c> describes the
/// format.</summary>
public sealed class ModelPackage
{
    /// <summary>Name of the manifest inside the folder.</summary>
    public const string ManifestFileName = "manifest.json";

    private ModelPackage(string directory, ModelManifest manifest)
    {
        Directory = directory;
        Manifest = manifest;
    }

    /// <summary>Full path of the folder.</summary>
    public string Directory { get; }

    /// <summary>What the manifest states; every value is in its allowed range.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Full path of the manifest.</summary>
    public string ManifestPath => Path.Combine(Directory, ManifestFileName);

    /// <summary>Full path of the ONNX file. To load it, take <see cref="ReadModel"/>: its bytes are the checked
    /// ones.</summary>
    public string ModelPath => Path.Combine(Directory, Manifest.Model.File);

    /// <summary>Full path of the golden file; null for a package without one. <see cref="GoldenSet"/> reads
    /// it.</summary>
    public string? GoldenPath => Manifest.Golden is { } golden ? Path.Combine(Directory, golden.File) : null;

    /// <summary>Reads and checks a package: the manifest, that its files are there, and the model's hash.</summary>
    /// <param name="directory">The folder that holds <c>manifest.json</c>.</param>
    /// <returns>The checked package. It holds no file open.</returns>
    /// <exception cref="ModelPackageException">The package is refused; says all reasons.</exception>
    public static ModelPackage Load(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        directory = Path.GetFullPath(directory);
        var path = Path.Combine(directory, ManifestFileName);
        RequireManifest(directory, path);

        var problems = new ProblemList(path);
        var manifest = ManifestReader.Read(PackageFiles.Read(path), problems);
        if (manifest is not null)
        {
            CheckFiles(directory, manifest, problems);
        }

        problems.ThrowIfAny();
        return new ModelPackage(directory, manifest!);
    }

    /// <summary>Reads the ONNX file and checks the hash of exactly the bytes that it returns, so that nothing can be
    /// exchanged between check and use.</summary>
    /// <returns>The bytes, for the inference session. Not kept: read once per session.</returns>
    /// <exception cref="ModelPackageException">The file has changed since the package was loaded, or cannot be
    /// read.</exception>
    public byte[] ReadModel()
    {
        var bytes = PackageFiles.Read(ModelPath);
        var problems = new ProblemList(ManifestPath);
        CheckHash(Manifest.Model, Convert.ToHexStringLower(SHA256.HashData(bytes)), ModelPath, bytes.Length, problems);
        problems.ThrowIfAny();
        return bytes;
    }

    private static void RequireManifest(string directory, string path)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            throw ModelPackageException.Single(
                directory,
                null,
                "this model package does not exist (or is no folder).",
                $"Name a folder that holds {ManifestFileName} and the ONNX file.");
        }

        if (File.Exists(path))
        {
            return;
        }

        var below = System.IO.Directory.EnumerateDirectories(directory)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, ManifestFileName)));
        throw ModelPackageException.Single(
            path,
            null,
            $"does not exist; a model package is a folder with {ManifestFileName} and the ONNX file that it names.",
            below is null ? "Name the folder of a package, or write the manifest." : $"Did you mean {below}?");
    }

    private static void CheckFiles(string directory, ModelManifest manifest, ProblemList problems)
    {
        if (PackageFiles.Find(directory, manifest.Model.File, "$.model.file", problems) is { } model)
        {
            var length = new FileInfo(model).Length;
            problems.Require(
                length <= Array.MaxLength,
                "$.model.file",
                $"names {model}, which has {length} bytes; allowed are {Array.MaxLength}.",
                "Export smaller weights, for instance as 16-bit floats.");
            CheckHash(manifest.Model, PackageFiles.Hash(model), model, length, problems);
        }

        if (manifest.Golden is { } golden)
        {
            PackageFiles.Find(directory, golden.File, "$.golden.file", problems);
        }
    }

    private static void CheckHash(ModelFile stated, string actual, string path, long length, ProblemList problems) =>
        problems.Require(
            stated.Sha256 == actual,
            "$.model.sha256",
            $"is {StrictJson.Quote(stated.Sha256)}, but {path} ({length} bytes) has {actual}.",
            "Fetch the file again (one of some hundred bytes may be a placeholder of git-lfs), "
                + "or write its hash here if it is the right one.");
}
