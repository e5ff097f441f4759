namespace Detector.Cli.Hosting;

/// <summary>Servers that score in place of this process.</summary>
/// <param name="Urls">Their addresses, at least one.</param>
/// <param name="ApiKeyFile">File that holds the key; null for the environment's, if there is one.</param>
/// <param name="CaFile">PEM file of the roots to trust; null for the system's.</param>
internal sealed record ServerChoice(IReadOnlyList<string> Urls, string? ApiKeyFile, string? CaFile)
{
    /// <summary>Variable of the environment that may hold the key.</summary>
    public const string KeyVariable = "DETECTOR_API_KEY";

    private const int LargestKeyFile = 64 * 1024;

    /// <summary>Images at a time.</summary>
    public int Parallel { get; init; } = 1;

    /// <summary>Reads the key.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="InvalidOperationException">The file cannot be read, or holds no key.</exception>
    public string? ReadKey()
    {
        if (ApiKeyFile is null)
        {
            return Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key.Trim() : null;
        }

        try
        {
            using var reader = new StreamReader(ApiKeyFile);
            var buffer = new char[LargestKeyFile];
            var key = new string(buffer, 0, reader.ReadBlock(buffer)).Trim();
            return key.Length > 0
                ? key
                : throw new InvalidOperationException($"--api-key-file {ApiKeyFile} is empty: it must hold the key alone.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"--api-key-file {ApiKeyFile} cannot be read: {e.Message}", e);
        }
    }
}
