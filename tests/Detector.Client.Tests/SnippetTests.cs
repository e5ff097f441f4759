using System.Globalization;
using System.Text.RegularExpressions;
using Detector.Client.Tests.Support;
using Detector.Snippets;
using Detector.Tests.Cli;
using Grpc.Core;

namespace Detector.Client.Tests;

/// <summary>What docs/integrating.md shows is what is in docs/snippets, and works.</summary>
public sealed partial class SnippetTests
{
    private static readonly string Docs = Path.Combine(AppContext.BaseDirectory, "docs");
    private static readonly string Text = File.ReadAllText(Path.Combine(Docs, "integrating.md"));

    [Fact]
    public void Quotes_AreTheFiles()
    {
        var quotes = Quote().Matches(Text);

        Assert.Equal(6, quotes.Count);
        Assert.All(quotes, quote => Assert.Equal(
            File.ReadAllText(Path.Combine(Docs, quote.Groups["file"].Value)), quote.Groups["code"].Value));
    }

    [Fact]
    public void Snippets_AreAllNamedInTheText()
    {
        var files = Directory.GetFiles(Path.Combine(Docs, "snippets"), "*", SearchOption.AllDirectories);

        Assert.Equal(9, files.Length);
        Assert.All(files, file => Assert.Contains(Path.GetFileName(file), Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithDetectorClient_ScoresOneAndMany()
    {
        using var folder = new ScanFolder("a", "b", "c");
        await using var server = await ScriptedServer.StartAsync();
        using var client = WithDetectorClient.Connect(server.Address);
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        Assert.StartsWith("0.000 ", await WithDetectorClient.ScoreAsync(client, [1], default), StringComparison.Ordinal);
        Assert.Equal(0, await WithDetectorClient.ScoreFolderAsync(client, folder.Root, output, default));
        Assert.Equal(3, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task WithDetectorClient_BadPicture_SaysWhy()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = (_, _) => throw Script.Failure(
            StatusCode.InvalidArgument, "corrupt_image", "Cut off.", field: "image");
        using var client = WithDetectorClient.Connect(server.Address);

        Assert.Equal(
            "no picture to score: corrupt_image", await WithDetectorClient.ScoreAsync(client, [1], default));
    }

    [Fact]
    public async Task WithGeneratedClient_AnswersAndReasons()
    {
        await using var server = await ScriptedServer.StartAsync();

        Assert.StartsWith(
            "0.000 ", await WithGeneratedClient.ScoreAsync(server.Address, [1], "k1"), StringComparison.Ordinal);
        server.OnAnalyze = (_, _) => throw Script.Failure(StatusCode.ResourceExhausted, "queue_full", "Full.");
        Assert.Equal(
            "ResourceExhausted queue_full: Full.", await WithGeneratedClient.ScoreAsync(server.Address, [1], null));
    }

    [GeneratedRegex("\\]\\((?<file>snippets/[^)]*)\\):\n\n```[a-z]+\n(?<code>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Quote();
}
