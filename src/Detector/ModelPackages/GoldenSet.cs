using System.Buffers.Binary;

namespace Detector.ModelPackages;

/// <summary>Inputs with known outputs: each device has to reproduce them before it scores anything else.</summary>
public sealed class GoldenSet
{
    // Signature, then the header chunk: length, type, columns, rows (ISO/IEC 15948, sections 5.2 and 11.2.2).
    private const int HeaderLength = 24;

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly ModelPackage _package;

    private GoldenSet(ModelPackage package, IReadOnlyList<GoldenCase> cases)
    {
        _package = package;
        Cases = cases;
    }

    /// <summary>The cases; empty only for a package whose manifest names no golden file.</summary>
    public IReadOnlyList<GoldenCase> Cases { get; }

    /// <summary>Reads and checks the golden file of a package, and that its images are there in the right
    /// size.</summary>
    /// <param name="package">A checked package.</param>
    /// <returns>The set; empty where the manifest names no golden file.</returns>
    /// <exception cref="ModelPackageException">The set is refused; says all reasons.</exception>
    public static GoldenSet Load(ModelPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (package.GoldenPath is not { } path)
        {
            return new GoldenSet(package, []);
        }

        var problems = new ProblemList(path);
        var file = Parse(path, problems);
        for (var i = 0; i < file?.Cases.Count; i++)
        {
            CheckCase(package, file.Cases[i], $"$.cases[{i}]", problems);
        }

        problems.ThrowIfAny();
        var cases = file!.Cases.Select(entry => new GoldenCase(entry.Image, entry.Score, entry.Map));
        return new GoldenSet(package, [.. cases]);
    }

    /// <summary>Reads the image of a case.</summary>
    /// <param name="golden">One of <see cref="Cases"/>.</param>
    /// <returns>The encoded PNG.</returns>
    /// <exception cref="ModelPackageException">The file cannot be read.</exception>
    public byte[] ReadImage(GoldenCase golden)
    {
        ArgumentNullException.ThrowIfNull(golden);
        if (!Cases.Contains(golden))
        {
            throw new ArgumentException("The case is not one of this set.", nameof(golden));
        }

        return PackageFiles.Read(Path.Combine(_package.Directory, golden.Image));
    }

    private static GoldenFile? Parse(string path, ProblemList problems)
    {
        using var document = StrictJson.Parse(PackageFiles.Read(path), problems);
        var file = document is null
            ? null
            : StrictJson.Bind(document.RootElement, PackageJsonContext.Default.GoldenFile, problems);
        problems.Require(
            file is not { Cases.Count: 0 },
            "$.cases",
            "is empty; at least one case is needed.",
            "Add a case, or remove $.golden from the manifest.");
        return file;
    }

    private static void CheckCase(ModelPackage package, GoldenEntry entry, string field, ProblemList problems)
    {
        problems.Finite($"{field}.score", entry.Score);
        if (PackageFiles.Find(package.Directory, entry.Image, $"{field}.image", problems) is { } image)
        {
            CheckImage(image, package.Manifest.Framing.Size, $"{field}.image", problems);
        }

        CheckMap(package.Manifest, entry, field, problems);
    }

    private static void CheckImage(string path, int size, string field, ProblemList problems)
    {
        var header = PackageFiles.ReadStart(path, HeaderLength);
        if (header.Length < HeaderLength || !header.AsSpan().StartsWith(PngSignature))
        {
            problems.Add(
                field, $"names {path}, which is no PNG.", "Save the model input as a PNG: other formats lose values.");
            return;
        }

        var columns = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(16));
        var rows = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(20));
        problems.Require(
            columns == size && rows == size,
            field,
            $"names {path} of {columns} x {rows} pixels; allowed is {size} x {size}, one model input ($.framing.size).",
            "Save exactly the square that the model was fed with.");
    }

    private static void CheckMap(ModelManifest manifest, GoldenEntry entry, string field, ProblemList problems)
    {
        if (manifest.Outputs.Map is not { } map)
        {
            problems.Require(
                entry.Map is null && entry.MapStride is null,
                entry.Map is null ? $"{field}.map_stride" : $"{field}.map",
                "is there, but the model has no map.",
                "Remove it, or describe the map in $.outputs.map of the manifest.");
            return;
        }

        problems.Require(
            entry.MapStride is null || entry.MapStride == map.Stride,
            $"{field}.map_stride",
            $"is {entry.MapStride}; allowed is {map.Stride}, as $.outputs.map.stride of the manifest says.",
            "Correct the one that is wrong.");
        if (entry.Map is not { } values)
        {
            return;
        }

        var side = manifest.Framing.Size / map.Stride;
        problems.Require(
            values.Length == side * side,
            $"{field}.map",
            $"holds {values.Length} values; allowed are {side * side}: {side} rows of {side} cells.",
            "Write the whole map, row by row.");
        problems.Require(
            Array.TrueForAll(values, float.IsFinite),
            $"{field}.map",
            "holds a value that is not finite.",
            "Compute the map again.");
    }
}
