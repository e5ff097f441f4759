using System.Globalization;
using Detector.Cli.Commands;
using Detector.Cli.Hosting;
using Detector.Inference;
using Detector.Tests.ModelPackages;

namespace Detector.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture);
    private AnalyzerChoice? _chosen;

    private string Output => _output.ToString();

    private string Error => _error.ToString();

    [Fact]
    public async Task Scan_EveryFileScored_Exits0()
    {
        using var folder = new ScanFolder("a.jpg", "b.jpg");

        Assert.Equal(0, await RunAsync("scan", folder.Root, "--format", "jsonl"));
        Assert.Equal(2, Output.TrimEnd().Split('\n').Length);
        Assert.Empty(Error);
    }

    [Fact]
    public async Task Scan_SomeFilesNotScored_Exits1AndNamesEachOnStandardError()
    {
        using var folder = new ScanFolder("a.jpg");
        folder.Add("bad.jpg", "damaged");
        folder.Add("zero.jpg", "");

        Assert.Equal(1, await RunAsync("scan", folder.Root, "--format", "csv"));
        Assert.Equal(4, Output.TrimEnd().Split("\r\n").Length);
        Assert.Contains($"{folder.PathOf("bad.jpg")}: corrupt_image: cut", Error, StringComparison.Ordinal);
        Assert.Contains($"{folder.PathOf("zero.jpg")}: not_an_image:", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_FileOverTheLimit_IsAnErrorLineAndNotRead()
    {
        using var folder = new ScanFolder();
        folder.AddHollow("big.png", 5L << 30);

        Assert.Equal(1, await RunAsync("scan", folder.Root, "--format", "jsonl"));
        Assert.Contains("\"reason\":\"too_many_bytes\"", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_StandardInput_IsReportedAsADash()
    {
        Assert.Equal(0, await RunAsync("scan", "-", "--format", "jsonl"));
        Assert.StartsWith("{\"path\":\"-\",", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_Out_ReceivesTheResultsAndNothingElse()
    {
        using var folder = new ScanFolder("a.jpg");
        folder.Add("bad.jpg", "damaged");

        Assert.Equal(1, await RunAsync("scan", folder.Root, "--format", "jsonl", "--out", folder.PathOf("out.jsonl")));
        Assert.Empty(Output);
        var bytes = await File.ReadAllBytesAsync(folder.PathOf("out.jsonl"));
        Assert.Equal((byte)'{', bytes[0]);
        Assert.Equal(2, bytes.Count(b => b == '\n'));
    }

    [Fact]
    public async Task Scan_Heatmaps_LieAtTheRelativePaths()
    {
        using var folder = new ScanFolder("images/x/a.jpg");

        var code = await RunAsync("scan", folder.PathOf("images"), "--heatmaps", folder.PathOf("maps"));

        Assert.Equal(0, code);
        Assert.True(File.Exists(folder.PathOf("maps/x/a.jpg.map.png")));
        Assert.True(File.Exists(folder.PathOf("maps/x/a.jpg.overlay.png")));
    }

    [Fact]
    public async Task Scan_HeatmapsInTheScannedFolder_AreNotScannedThemselves()
    {
        using var folder = new ScanFolder("a.jpg");

        await RunAsync("scan", folder.Root, "--heatmaps", folder.PathOf("maps"));
        await RunAsync("scan", folder.Root, "--heatmaps", folder.PathOf("maps/"));

        Assert.Equal(2, Directory.GetFiles(folder.PathOf("maps")).Length);
    }

    [Fact]
    public async Task Scan_Interrupted_Exits130AndKeepsTheLines()
    {
        using var folder = new ScanFolder("0.jpg", "1.jpg", "2.jpg");
        using var stop = new CancellationTokenSource();
        var calls = 0;

        var code = await CommandLine.RunAsync(
            ["scan", folder.Root, "--format", "jsonl", "--parallel", "1"],
            Environment(async (_, _, cancellationToken) =>
            {
                if (Interlocked.Increment(ref calls) == 2)
                {
                    await stop.CancelAsync();
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                return Results.Clean();
            }),
            stop.Token);

        Assert.Equal(130, code);
        Assert.Contains("0.jpg", Assert.Single(Output.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.EndsWith("\n", Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_Options_ReachTheModel()
    {
        using var folder = new ScanFolder("a.jpg");

        await RunAsync("scan", folder.Root, "--model", "elsewhere", "--device", "cpu", "--verbose");

        Assert.Equal(new AnalyzerChoice("elsewhere", InferenceDevice.Cpu, Verbose: true), _chosen);
    }

    [Fact]
    public async Task Scan_Servers_ReachTheClient()
    {
        using var folder = new ScanFolder("a.jpg");

        Assert.Equal(0, await RunAsync(
            "scan", folder.Root, "--server", "http://a:1", "--server", "http://b:2", "--api-key-file", "k", "--ca", "c"));

        Assert.Equal(["http://a:1", "http://b:2"], _chosen!.Server!.Urls);
        Assert.Equal(("k", "c", 16), (_chosen.Server.ApiKeyFile!, _chosen.Server.CaFile!, _chosen.Server.Parallel));
    }

    [Fact]
    public async Task Scan_WithoutServer_StaysInThisProcess()
    {
        using var folder = new ScanFolder("a.jpg");

        await RunAsync("scan", folder.Root);

        Assert.Null(_chosen!.Server);
    }

    [Theory]
    [InlineData("")]
    [InlineData("scan")]
    [InlineData("scan|no/such/path")]
    [InlineData("scan|-|-")]
    [InlineData("scan|-|--fromat|csv")]
    [InlineData("scan|-|--format|xml")]
    [InlineData("scan|-|--device|tpu")]
    [InlineData("scan|-|--parallel|0")]
    [InlineData("scan|-|--parallel|1025")]
    [InlineData("scan|-|--parallel|many")]
    [InlineData("scan|-|--out|no/such/folder/file")]
    [InlineData("scan|-|--server")]
    [InlineData("scan|-|--server|http://a:1|--model|elsewhere")]
    [InlineData("scan|-|--server|http://a:1|--device|auto")]
    [InlineData("scan|-|--api-key-file|key")]
    [InlineData("scan|-|--ca|roots.pem")]
    [InlineData("model")]
    [InlineData("model|verify|a|b")]
    public async Task RunAsync_BadUsage_Exits2AndSaysWhy(string arguments)
    {
        Assert.Equal(2, await RunAsync(arguments.Split('|', StringSplitOptions.RemoveEmptyEntries)));
        Assert.StartsWith("detector: ", Error, StringComparison.Ordinal);
        Assert.Empty(Output);
    }

    [Fact]
    public async Task Scan_HeatmapsAboveTheScannedFolder_Exits2()
    {
        using var folder = new ScanFolder("images/a.jpg");

        Assert.Equal(2, await RunAsync("scan", folder.PathOf("images"), "--heatmaps", folder.PathOf("images")));
        Assert.Equal(2, await RunAsync("scan", folder.PathOf("images"), "--heatmaps", folder.Root));
        Assert.Equal(0, await RunAsync("scan", folder.PathOf("images"), "--heatmaps", folder.PathOf("image")));
    }

    [Fact]
    public async Task Scan_MissingModel_Exits2WithThePackagesMessage()
    {
        using var folder = new ScanFolder("a.jpg");
        var environment = new CliEnvironment { Input = Stream.Null, Output = _output, Error = _error };

        var code = await CommandLine.RunAsync(
            ["scan", folder.Root, "--model", folder.PathOf("none")], environment, CancellationToken.None);

        Assert.Equal(2, code);
        Assert.Contains("this model package does not exist", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_EndlessStandardInput_CanBeInterrupted()
    {
        using var stop = new CancellationTokenSource();
        var environment = Environment(ScoreAsync) with { Input = new SilentStream(stop) };

        Assert.Equal(130, await CommandLine.RunAsync(["scan", "-"], environment, stop.Token));
    }

    [Fact]
    public async Task ModelVerify_BrokenPackage_Exits1WithItsMessage()
    {
        using var package = new PackageFolder();
        File.AppendAllText(package.PathOf("model.onnx"), "!");

        Assert.Equal(1, await RunAsync("model", "verify", package.Root));
        Assert.Contains("$.model.sha256", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelVerify_WeightsThatAreNoGraph_DescribesThePackageAndExits1()
    {
        using var package = new PackageFolder();

        Assert.Equal(1, await RunAsync("model", "verify", package.Root, "--device", "cpu"));
        Assert.Contains(PackageFolder.ModelHash, Output, StringComparison.Ordinal);
        Assert.Contains("LIKELY_MANIPULATED from ", Output, StringComparison.Ordinal);
        Assert.Contains("model.onnx", Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "scan <PATH>")]
    [InlineData("scan|--help", "Exit status: 0 all were scored")]
    [InlineData("model|verify|--help", "Exit status: 0 the package is sound")]
    public async Task RunAsync_Help_Exits0(string arguments, string expected)
    {
        Assert.Equal(0, await RunAsync(arguments.Split('|')));
        Assert.Contains(expected, Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(params string[] arguments) =>
        CommandLine.RunAsync(arguments, Environment(ScoreAsync), CancellationToken.None);

    private CliEnvironment Environment(AnalyzeImage analyze) => new()
    {
        Input = new MemoryStream("image"u8.ToArray()),
        Output = _output,
        Error = _error,
        OpenAsync = (choice, _, _) =>
        {
            _chosen = choice;
            return Task.FromResult(new OpenAnalyzer(analyze, maxBytes: 1000, hasMap: true));
        },
    };

    private static Task<AnalysisResult> ScoreAsync(
        ReadOnlyMemory<byte> encoded, AnalysisOptions options, CancellationToken cancellationToken) =>
        encoded.Length == "image".Length
            ? Task.FromResult(Results.Clean())
            : throw new AnalysisException(AnalysisErrorReason.CorruptImage, "cut");

    /// <summary>A terminal at which nobody types: a read never ends.</summary>
    private sealed class SilentStream(CancellationTokenSource stop) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await stop.CancelAsync();
            return await new TaskCompletionSource<int>().Task;
        }
    }
}
