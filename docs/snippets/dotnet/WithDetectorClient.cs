using Detector.Client;
using Detector.V1;

namespace Detector.Snippets;

/// <summary>With Detector.Client, which tries again, spreads over servers, and streams.</summary>
public static class WithDetectorClient
{
    /// <summary>Make one client and keep it: it holds the connections.</summary>
    public static DetectorClient Connect(params string[] servers) => new(new DetectorClientOptions
    {
        Servers = servers,
        ApiKey = Environment.GetEnvironmentVariable("DETECTOR_API_KEY"),
        Timeout = TimeSpan.FromSeconds(30),
    });

    /// <summary>One picture that a person waits for.</summary>
    public static async Task<string> ScoreAsync(DetectorClient client, byte[] picture, CancellationToken cancellationToken)
    {
        try
        {
            var settings = new AnalyzeSettings { Priority = Priority.Interactive };
            var analysis = await client.AnalyzeAsync(picture, settings, cancellationToken);
            return $"{analysis.Score:0.000} {analysis.Verdict}";
        }
        catch (DetectorException e) when (e.Field == "image")
        {
            return $"no picture to score: {e.Reason}";
        }
    }

    /// <summary>Many pictures: as they finish, each exactly once, at most 64 in memory.</summary>
    public static async Task<int> ScoreFolderAsync(
        DetectorClient client, string folder, TextWriter output, CancellationToken cancellationToken)
    {
        var failed = 0;
        var settings = new BulkSettings { Window = 64 };
        await foreach (var outcome in client.AnalyzeManyAsync(ReadAsync(folder), settings, cancellationToken))
        {
            failed += outcome.Failure is null ? 0 : 1;
            var result = outcome.Failure?.Reason ?? $"{outcome.Analysis!.Score:0.000}";
            await output.WriteLineAsync($"{outcome.Reference}: {result}");
        }

        return failed;
    }

    private static async IAsyncEnumerable<ImageItem> ReadAsync(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            yield return new ImageItem(path, await File.ReadAllBytesAsync(path));
        }
    }
}
