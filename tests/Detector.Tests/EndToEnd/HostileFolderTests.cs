using System.Text;
using System.Text.Json;
using Detector.Tests.Support;

namespace Detector.Tests.EndToEnd;

/// <summary>A folder of everything that people and attackers send: each file gets a score or an error line of its own.</summary>
public sealed class HostileFolderTests : IDisposable
{
    private static readonly string Assets = Path.Combine(AppContext.BaseDirectory, "assets");

    private readonly DirectoryInfo _folder =
        Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"hostile-{Guid.NewGuid():n}"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Scan_HostileFolder_GivesEveryFileAScoreOrItsOwnError()
    {
        var files = Fill();

        var run = await Repository.RunAsync("scan", _folder.FullName, "--format", "jsonl", "--model", Repository.Model);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(files.Order(StringComparer.Ordinal), run.Lines.Select(Name));
        Assert.All(run.Lines, line => Assert.True(
            line.TryGetProperty("score", out _) ^ line.TryGetProperty("error", out _), line.ToString()));
        Assert.Equal("too_many_pixels", Reason(run, "header-30000.png"));
        Assert.Equal("not_an_image", Reason(run, "zero.jpg"));
        Assert.Equal("not_an_image", Reason(run, "text.jpg"));
        Assert.All(
            run.Lines.Where(line => Name(line).StartsWith("truncated", StringComparison.Ordinal)),
            line => Assert.Equal("corrupt_image", line.GetProperty("error").GetProperty("reason").GetString()));
        Assert.All(
            run.Lines.Where(line => line.TryGetProperty("error", out _)),
            line => Assert.Contains(Name(line), run.Error, StringComparison.Ordinal));
        Assert.All(
            run.Lines.Where(line => Name(line).StartsWith("valid", StringComparison.Ordinal)),
            line => Assert.True(line.TryGetProperty("score", out _), line.ToString()));
    }

    private List<string> Fill()
    {
        var names = new List<string>();
        void Add(string name, ReadOnlySpan<byte> bytes)
        {
            File.WriteAllBytes(Path.Combine(_folder.FullName, name), bytes);
            names.Add(name);
        }

        var random = new Random(3);
        foreach (var source in (string[])["baseline.jpg", "progressive.jpg", "rgb.png", "still.gif"])
        {
            var bytes = File.ReadAllBytes(Directory.GetFiles(Assets, source, SearchOption.AllDirectories).Single());
            Add($"valid-{source}", bytes);
            for (var i = 1; i < 6; i++)
            {
                Add($"truncated-{i}-{source}", bytes.AsSpan(0, bytes.Length * i / 7));
                var flipped = (byte[])bytes.Clone();
                flipped[random.Next(8, bytes.Length)] ^= (byte)(1 << random.Next(8));
                Add($"flipped-{i}-{source}", flipped);
            }
        }

        Add("zero.jpg", []);
        Add("text.jpg", Encoding.UTF8.GetBytes("this is no picture"));
        Add("header-30000.png", TestPng.Claiming(30_000, 30_000, rows: 1));
        Add("bomb.png", TestPng.Claiming(9_000, 9_000, rows: 9_000));
        Add("truncated-bomb.png", TestPng.Claiming(9_000, 9_000, rows: 300));
        return names;
    }

    private static string Name(JsonElement line) => Path.GetFileName(line.GetProperty("path").GetString()!);

    private static string? Reason(CommandLineRun run, string name) =>
        run.Lines.Single(line => Name(line) == name).GetProperty("error").GetProperty("reason").GetString();
}
