using System.Globalization;
using Detector.Cli.Commands;
using Detector.Cli.Hosting;
using Detector.Client.Tests.Support;
using Detector.Tests.Cli;
using Detector.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Detector.Client.Tests.Cli;

public sealed class ScanServerTests : IDisposable
{
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture);

    private string[] Lines => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Error => _error.ToString();

    [Fact]
    public async Task Scan_Server_WritesTheSameLinesAsInThisProcess()
    {
        using var folder = new ScanFolder("a.jpg");
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = AnswerAsync;

        Assert.Equal(0, await RunAsync("scan", folder.Root, "--server", server.Address, "--format", "jsonl"));

        Assert.Equal(
            $$"""{"path":"{{folder.PathOf("a.jpg")}}","sha256":"aa","width":640,"height":480,"format":"jpeg","score":0.8,"""
            + "\"verdict\":\"LIKELY_MANIPULATED\",\"kind\":\"LOCALLY_EDITED\",\"kinds\":{\"FULLY_GENERATED\":0.1,"
            + "\"LOCALLY_EDITED\":0.7,\"NONE\":0.2},\"map_meaningful\":true,"
            + "\"regions\":[{\"x\":1,\"y\":2,\"width\":3,\"height\":4,\"score\":0.9,\"area\":0.5}],"
            + "\"heatmap\":{\"width\":640,\"height\":480},"
            + "\"reliability\":{\"compression\":\"jpeg\",\"jpeg_quality\":88,\"longest_side\":640,\"bucket\":{"
            + "\"jpeg_quality\":[85,100],\"longest_side\":[512,null],\"tpr_at_1_fpr\":0.31,\"interval95\":[0.18,0.45],"
            + "\"positives\":120,\"negatives\":400},\"not_measured\":null},"
            + "\"model\":{\"name\":\"trace\",\"version\":\"1.0.0\",\"sha256\":\"bb\"},\"device\":\"cuda\","
            + "\"timings_ms\":{\"decode\":1.5,\"preprocess\":2,\"queue\":3,\"inference\":4,\"postprocess\":5,\"total\":15.5},"
            + "\"warnings\":[\"first frame only\"]}",
            Assert.Single(Lines));
        Assert.Empty(Error);
        var seen = Assert.Single(server.Seen);
        Assert.Equal((Priority.Bulk, false, false), (seen.Priority, seen.WantMapPng, seen.WantOverlayPng));
    }

    [Fact]
    public async Task Scan_ServerThatSaysNothingOfReliability_IsNotMeasured()
    {
        using var folder = new ScanFolder("a.jpg");
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = async (requests, responses, context) =>
        {
            while (await requests.MoveNext(context.CancellationToken))
            {
                var answer = Answer(requests.Current);
                answer.Analysis.Reliability = null;
                await responses.WriteAsync(answer);
            }
        };

        Assert.Equal(0, await RunAsync("scan", folder.Root, "--server", server.Address, "--format", "jsonl"));

        Assert.Contains(
            "\"longest_side\":640,\"bucket\":null,\"not_measured\":\"no_buckets\"", Assert.Single(Lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_Heatmaps_AreWrittenAsTheServerDrewThem()
    {
        using var folder = new ScanFolder("images/a.jpg");
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = AnswerAsync;

        var code = await RunAsync(
            "scan", folder.PathOf("images"), "--server", server.Address, "--heatmaps", folder.PathOf("maps"));

        Assert.Equal(0, code);
        Assert.Equal(new byte[] { 1, 2 }, await File.ReadAllBytesAsync(folder.PathOf("maps/a.jpg.map.png")));
        Assert.Equal(new byte[] { 3 }, await File.ReadAllBytesAsync(folder.PathOf("maps/a.jpg.overlay.png")));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("table")]
    public async Task Scan_ImageThatFails_HasItsLineAndExits1(string format)
    {
        using var folder = new ScanFolder("a.jpg", "b.jpg");
        folder.Add("big.jpg", new string('x', 1001));
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = async (requests, responses, _) =>
        {
            while (await requests.MoveNext(CancellationToken.None))
            {
                await responses.WriteAsync(Script.Failed(requests.Current, StatusCode.InvalidArgument, "corrupt_image"));
            }
        };

        Assert.Equal(1, await RunAsync("scan", folder.Root, "--server", server.Address, "--format", format));
        Assert.Contains($"{folder.PathOf("a.jpg")}: corrupt_image: Send another one.", Error, StringComparison.Ordinal);
        Assert.Contains($"{folder.PathOf("big.jpg")}: too_many_bytes: ", Error, StringComparison.Ordinal);
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task Scan_ServerGoneInTheMiddle_EveryFileHasItsLine()
    {
        using var folder = new ScanFolder([.. Enumerable.Range(0, 30).Select(i => $"{i}.jpg")]);
        var server = await ScriptedServer.StartAsync();
        server.OnStream = async (requests, responses, context) =>
        {
            for (var i = 0; i < 5 && await requests.MoveNext(CancellationToken.None); i++)
            {
                await responses.WriteAsync(Answer(requests.Current));
            }

            await server.KillAsync();
        };

        var code = await RunAsync(
            "scan", folder.Root, "--server", server.Address, "--format", "jsonl", "--parallel", "8");

        Assert.Equal((1, 30), (code, Lines.Length));
        Assert.Contains(Lines, line => line.Contains("\"reason\":\"unreachable\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scan_KeyFile_IsSentWithoutItsLineBreak()
    {
        using var folder = new ScanFolder("images/a.jpg");
        folder.Add("key", "k1\n");
        await using var server = await ScriptedServer.StartAsync();
        server.OnStream = AnswerAsync;

        await RunAsync(
            "scan", folder.PathOf("images"), "--server", server.Address, "--api-key-file", folder.PathOf("key"));

        Assert.NotEmpty(server.Headers);
        Assert.All(server.Headers, headers => Assert.Equal("Bearer k1", headers.GetValue("authorization")));
    }

    [Fact]
    public async Task Scan_BadKey_Exits2WithOneLine()
    {
        using var folder = new ScanFolder("a.jpg");
        await using var server = await ScriptedServer.StartAsync();
        server.OnAnalyze = (_, _) => throw Script.Failure(StatusCode.Unauthenticated, "bad_credentials", "Who is it?");

        await AssertRefusedAsync("bad_credentials: Who is it?", folder.Root, "--server", server.Address);
    }

    [Fact]
    public async Task Scan_NobodyListens_Exits2WithOneLine()
    {
        using var folder = new ScanFolder("a.jpg");
        var server = await ScriptedServer.StartAsync();
        await server.KillAsync();

        await AssertRefusedAsync("unreachable: ", folder.Root, "--server", server.Address);
    }

    [Theory]
    [InlineData("--server 127.0.0.1", "write http://HOST:PORT")]
    [InlineData("--server http://127.0.0.1:1 --ca no/such.pem", "no/such.pem does not exist")]
    [InlineData("--server http://127.0.0.1:1 --api-key-file no/such.key", "--api-key-file no/such.key cannot be read")]
    public async Task Scan_WrongServerOption_Exits2WithOneLine(string arguments, string expected)
    {
        using var folder = new ScanFolder("a.jpg");

        await AssertRefusedAsync(expected, [folder.Root, .. arguments.Split(' ')]);
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private async Task AssertRefusedAsync(string expected, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(["scan", .. arguments]));
        Assert.Empty(_output.ToString());
        Assert.Contains(expected, Assert.Single(Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.StartsWith("detector: --", Error, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandLine.RunAsync(
        arguments, new CliEnvironment { Input = Stream.Null, Output = _output, Error = _error }, CancellationToken.None);

    private static async Task AnswerAsync(
        IAsyncStreamReader<AnalyzeRequest> requests, IServerStreamWriter<AnalyzeResponse> responses, ServerCallContext context)
    {
        while (await requests.MoveNext(context.CancellationToken))
        {
            await responses.WriteAsync(Answer(requests.Current));
        }
    }

    private static AnalyzeResponse Answer(AnalyzeRequest request) => new()
    {
        ClientReference = request.ClientReference,
        Analysis = new Analysis
        {
            Sha256 = "aa",
            Width = 640,
            Height = 480,
            Format = "jpeg",
            Score = 0.8,
            Verdict = Verdict.LikelyManipulated,
            Kind = Kind.LocallyEdited,
            Kinds = new KindProbabilities { FullyGenerated = 0.1, LocallyEdited = 0.7, None = 0.2 },
            MapMeaningful = true,
            Regions = { new Region { X = 1, Y = 2, Width = 3, Height = 4, Score = 0.9, Area = 0.5 } },
            MapPng = request.WantMapPng ? ByteString.CopyFrom(1, 2) : ByteString.Empty,
            OverlayPng = request.WantOverlayPng ? ByteString.CopyFrom(3) : ByteString.Empty,
            Model = new Model { Name = "trace", Version = "1.0.0", Sha256 = "bb" },
            Device = "cuda",
            Timings = new Timings { Decode = 1.5, Preprocess = 2, Queue = 3, Inference = 4, Postprocess = 5, Total = 15.5 },
            Warnings = { "first frame only" },
            Reliability = new Reliability
            {
                Compression = Compression.Jpeg,
                JpegQuality = 88,
                LongestSide = 640,
                Bucket = new ReliabilityBucket
                {
                    JpegQualityLow = 85,
                    JpegQualityHigh = 100,
                    LongestSideLow = 512,
                    TprAt1Fpr = 0.31,
                    TprLow = 0.18,
                    TprHigh = 0.45,
                    Positives = 120,
                    Negatives = 400,
                },
            },
        },
    };
}
