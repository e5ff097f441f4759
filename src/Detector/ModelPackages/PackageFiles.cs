using System.Security.Cryptography;

namespace Detector.ModelPackages;

/// <summary>The way from a path that a manifest states to a file of the package, and nowhere else.</summary>
internal static class PackageFiles
{
    /// <summary>True for a path of plain segments with forward slashes, which cannot leave the folder. Links inside the
    /// folder are followed: whoever can place a link can also place the file.</summary>
    public static bool StaysInside(string path) =>
        path.Length > 0
        && !path.Any(c => char.IsControl(c) || c is '\\' or ':')
        && path.Split('/').All(segment => segment is not ("" or "." or ".."));

    /// <summary>The full path of a stated file; null, with a problem, where it is outside or missing.</summary>
    public static string? Find(string directory, string path, string field, ProblemList problems)
    {
        if (!StaysInside(path))
        {
            problems.Add(
                field,
                $"is {StrictJson.Quote(path)}; allowed is a relative path inside the package folder.",
                "Put the file into the folder and write its path with forward slashes, without '..'.");
            return null;
        }

        var full = Path.Combine(directory, path);
        if (!File.Exists(full))
        {
            problems.Add(
                field, $"names {full}, which does not exist.", "Add the file to the package or correct the name.");
            return null;
        }

        return full;
    }

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="ModelPackageException">It cannot be read.</exception>
    public static byte[] Read(string path) => Guard(path, static path => File.ReadAllBytes(path));

    /// <summary>The first bytes of a file, fewer where it is shorter.</summary>
    /// <exception cref="ModelPackageException">It cannot be read.</exception>
    public static byte[] ReadStart(string path, int count) => Guard(path, path =>
    {
        using var stream = File.OpenRead(path);
        var buffer = new byte[count];
        return buffer[..stream.ReadAtLeast(buffer, count, throwOnEndOfStream: false)];
    });

    /// <summary>SHA-256 of a file, lower-case hexadecimal, read as a stream.</summary>
    /// <exception cref="ModelPackageException">It cannot be read.</exception>
    public static string Hash(string path) => Guard(path, static path =>
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    });

    private static T Guard<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw ModelPackageException.Single(
                path,
                null,
                $"cannot be read: {exception.Message}",
                "Check that the file is there and that this process may read it.",
                exception);
        }
    }
}
