using System.Diagnostics;
using System.Text.Json;

namespace Detector.Server.Tests.Foreign;

/// <summary>The programs of docs/snippets in other languages than .NET, against a server with keys.</summary>
public abstract class SnippetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Foreign");

    /// <summary>Program and arguments that run a snippet.</summary>
    /// <param name="folder">Where the scripts lie.</param>
    /// <param name="name">analyze or stream.</param>
    private protected abstract IReadOnlyList<string> Command(string folder, string name);

    private protected async Task Analyze_GoodPicture_PrintsItsScoreAsync()
    {
        await using var place = await SnippetPlace.StartAsync();

        var (exitCode, output, error) = await RunAsync(place, "analyze", place.Address, place.Good(128));

        Assert.True(exitCode == 0, error);
        var line = Assert.Single(output);
        Assert.Equal(ForeignPictures.Score(128), line.GetProperty("score").GetDouble(), 1e-4);
        Assert.Equal("VERDICT_INCONCLUSIVE", line.GetProperty("verdict").GetString());
    }

    private protected async Task Analyze_BadPicture_SaysWhyAsync()
    {
        await using var place = await SnippetPlace.StartAsync();

        var (exitCode, output, error) = await RunAsync(place, "analyze", place.Address, place.Bad());

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        using var failure = JsonDocument.Parse(error);
        Assert.Equal(AnalysisErrorReason.NotAnImage, failure.RootElement.GetProperty("reason").GetString());
        Assert.Equal("image", failure.RootElement.GetProperty("field").GetString());
    }

    private protected async Task Analyze_WithoutKey_SaysWhyAsync()
    {
        await using var place = await SnippetPlace.StartAsync();
        place.Key = null;

        var (exitCode, _, error) = await RunAsync(place, "analyze", place.Address, place.Good(128));

        Assert.Equal(1, exitCode);
        Assert.Contains("no_credentials", error);
    }

    private protected async Task Stream_ManyPictures_PrintsALineForEachAsync()
    {
        await using var place = await SnippetPlace.StartAsync();
        string[] files = [.. Enumerable.Range(0, 39).Select(i => place.Good((byte)(i * 6))), place.Bad()];

        var (exitCode, output, error) = await RunAsync(place, "stream", [place.Address, .. files]);

        Assert.True(exitCode == 0, error);
        Assert.Equal(files.Order(), output.Select(line => line.GetProperty("path").GetString()!).Order());
        foreach (var line in output)
        {
            var i = Array.IndexOf(files, line.GetProperty("path").GetString());
            if (i == files.Length - 1)
            {
                Assert.Equal(AnalysisErrorReason.NotAnImage, line.GetProperty("reason").GetString());
            }
            else
            {
                Assert.Equal(ForeignPictures.Score((byte)(i * 6)), line.GetProperty("score").GetDouble(), 1e-4);
            }
        }
    }

    private async Task<(int ExitCode, IReadOnlyList<JsonElement> Output, string Error)> RunAsync(
        SnippetPlace place, string name, params string[] arguments)
    {
        var command = Command(Folder, name);
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["DETECTOR_PROTOS"] = Path.Combine(Folder, "protos");
        start.Environment["DETECTOR_DETAILS"] = Path.Combine(Folder, "protos", "status_details.proto");
        start.Environment["DETECTOR_API_KEY"] = place.Key;
        using var process = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToArray();
            return (process.ExitCode, lines, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>The snippets for Node.js.</summary>
public sealed class NodeSnippetTests : SnippetTests
{
    [Fact]
    public Task Analyze_GoodPicture_PrintsItsScore() => Analyze_GoodPicture_PrintsItsScoreAsync();

    [Fact]
    public Task Analyze_BadPicture_SaysWhy() => Analyze_BadPicture_SaysWhyAsync();

    [Fact]
    public Task Analyze_WithoutKey_SaysWhy() => Analyze_WithoutKey_SaysWhyAsync();

    [Fact]
    public Task Stream_ManyPictures_PrintsALineForEach() => Stream_ManyPictures_PrintsALineForEachAsync();

    private protected override IReadOnlyList<string> Command(string folder, string name) =>
        ["node", Path.Combine(folder, "node", "snippets", $"{name}.mjs")];
}

/// <summary>The snippets for Python.</summary>
public sealed class PythonSnippetTests : SnippetTests
{
    [PythonFact]
    public Task Analyze_GoodPicture_PrintsItsScore() => Analyze_GoodPicture_PrintsItsScoreAsync();

    [PythonFact]
    public Task Analyze_BadPicture_SaysWhy() => Analyze_BadPicture_SaysWhyAsync();

    [PythonFact]
    public Task Analyze_WithoutKey_SaysWhy() => Analyze_WithoutKey_SaysWhyAsync();

    [PythonFact]
    public Task Stream_ManyPictures_PrintsALineForEach() => Stream_ManyPictures_PrintsALineForEachAsync();

    private protected override IReadOnlyList<string> Command(string folder, string name) =>
        [DebianPython.Program, Path.Combine(folder, "python", "run_snippet.py"), $"{name}.py"];
}
