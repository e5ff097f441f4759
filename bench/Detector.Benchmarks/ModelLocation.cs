using Detector.ModelPackages;

namespace Detector.Benchmarks;

/// <summary>Where the model package lies: DETECTOR_MODEL, else models/trace in the working directory.</summary>
internal static class ModelLocation
{
    private const string Variable = "DETECTOR_MODEL";

    /// <summary>Full path of the package's folder, which may not exist.</summary>
    public static string Directory => Path.GetFullPath(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } stated
            ? stated
            : Path.Combine("models", "trace"));

    /// <summary>Says what to do where there is no package; null where there is one.</summary>
    public static string? WhyMissing(string directory) =>
        File.Exists(Path.Combine(directory, ModelPackage.ManifestFileName))
            ? null
            : $"there is no model package in {directory}. Run from the repository's root, or name a package's folder " +
                $"in the environment variable {Variable}.";

    /// <summary>BenchmarkDotNet measures in child processes, which run in another directory.</summary>
    public static void HandDown() => Environment.SetEnvironmentVariable(Variable, Directory);
}
