using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Detector.Decoding;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Detector.V1;
using Google.Protobuf;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detector.Server.Tests.Http;

public class AnalyzeEndpointTests
{
    private const string Path = "/v1/analyze";
    private const int MaxBytes = 200_000;

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/x-unknown")]
    [InlineData("application/octet-stream")]
    public async Task Post_PictureAsBody_IsScored(string type)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync(Path, TestCalls.Body(TestCalls.Picture, type));

        var analysis = (await AnswerAsync(response)).Analysis;
        Assert.Equal((64, 64, "png", 1), (analysis.Width, analysis.Height, analysis.Format, analysis.Tiles));
        Assert.Equal(Logistic(200 / 255.0), analysis.Score, 4);
        Assert.Equal("tiny-tiles", analysis.Model.Name);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Post_PictureAsForm_IsScoredAlike()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync(Path, TestCalls.Form(("image", TestCalls.Picture)));

        Assert.Equal(Logistic(200 / 255.0), (await AnswerAsync(response)).Analysis.Score, 4);
    }

    [Fact]
    public async Task Post_WithoutWishes_HasNoPicturesButAllDefaults()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync(Path, TestCalls.Body(TestCalls.Picture));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"mapPng\": \"\"", text, StringComparison.Ordinal);
        Assert.Contains("\"warnings\": [", text, StringComparison.Ordinal);
        Assert.Contains("\"clientReference\": \"\"", text, StringComparison.Ordinal);
        Assert.Contains("\"notMeasured\": \"no_buckets\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"bucket\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"grid\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"failure\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_WithAllWishes_HoldsThem()
    {
        await using var host = await ApiHost.StartAsync();
        const string query = "?map=true&grid=true&overlay=true&priority=interactive&timeout_ms=60000" +
            "&client_reference=a%20%22b%22";

        using var response = await host.Client.PostAsync(Path + query, TestCalls.Body(TestCalls.Picture));

        var answer = await AnswerAsync(response);
        Assert.Equal("a \"b\"", answer.ClientReference);
        Assert.Equal((64, 64), TestPng.ReadSize(answer.Analysis.MapPng.Span));
        Assert.Equal((64, 64), TestPng.ReadSize(answer.Analysis.OverlayPng.Span));
        Assert.Equal(64, answer.Analysis.Grid.Values.Count);
    }

    [Theory]
    [InlineData("maps=true", "maps", "did you mean map?")]
    [InlineData("Map=true", "Map", "did you mean map?")]
    [InlineData("colour=red", "colour", "there are priority, map, grid, overlay")]
    [InlineData("map=true&map=false", "map", "2 times")]
    [InlineData("map=yes", "map", "'yes'")]
    [InlineData("grid", "grid", "true, false")]
    [InlineData("priority=urgent", "priority", "interactive, bulk")]
    [InlineData("timeout_ms=0", "timeout_ms", "1 to 3600000")]
    [InlineData("timeout_ms=3600001", "timeout_ms", "1 to 3600000")]
    [InlineData("timeout_ms=1.5", "timeout_ms", "whole number")]
    public async Task Post_WrongParameter_IsRefusedWithTheFix(string query, string field, string fix)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync($"{Path}?{query}", TestCalls.Body(TestCalls.Picture));

        var problem = await TestCalls.ProblemAsync(response, 400, "invalid_field");
        Assert.Equal(field, (string)problem["field"]!);
        Assert.Contains(fix, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_LongReference_IsRefusedWithoutRepeatingIt()
    {
        await using var host = await ApiHost.StartAsync();
        var reference = string.Concat(Enumerable.Repeat("é", 129));

        using var response = await host.Client.PostAsync(
            $"{Path}?client_reference={Uri.EscapeDataString(reference)}", TestCalls.Body(TestCalls.Picture));

        var problem = await TestCalls.ProblemAsync(response, 400, "invalid_field");
        Assert.Contains("258 bytes", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain(reference, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("multipart/mixed; boundary=x")]
    public async Task Post_OtherContentType_Is415(string type)
    {
        await using var host = await ApiHost.StartAsync();
        using var body = TestCalls.Body(TestCalls.Picture);
        body.Headers.Remove("Content-Type");
        body.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await host.Client.PostAsync(Path, body);

        var problem = await TestCalls.ProblemAsync(response, 415, "unsupported_content_type");
        Assert.Equal("Content-Type", (string)problem["field"]!);
    }

    [Fact]
    public async Task Post_NoContentType_Is415()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync(Path, new ByteArrayContent(TestCalls.Picture));

        await TestCalls.ProblemAsync(response, 415, "unsupported_content_type");
    }

    [Fact]
    public async Task Post_NoImage_IsRefusedByTheDecoder()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.PostAsync(Path, TestCalls.Body("no picture at all"u8.ToArray()));

        var problem = await TestCalls.ProblemAsync(response, 400, "not_an_image");
        Assert.Equal("image", (string)problem["field"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_TooManyBytes_Is413(bool isChunked)
    {
        await using var host = await ApiHost.StartAsync(maxBytes: MaxBytes);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = TestCalls.Body(new byte[MaxBytes + 1]),
            Headers = { TransferEncodingChunked = isChunked },
        };

        using var response = await host.Client.SendAsync(request);

        var problem = await TestCalls.ProblemAsync(response, 413, "too_many_bytes");
        Assert.Contains("200000", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_AsManyBytesAsAllowed_AreRead()
    {
        byte[] picture = [.. TestCalls.Picture, .. new byte[MaxBytes - TestCalls.Picture.Length]];
        await using var host = await ApiHost.StartAsync(
            services => services.AddSingleton<IImageDecoder, TestPngDecoder>(), MaxBytes);

        using var plain = await host.Client.PostAsync(Path, TestCalls.Body(picture));
        using var form = await host.Client.PostAsync(Path, TestCalls.Form(("image", picture)));

        Assert.Equal((await AnswerAsync(plain)).Analysis.Sha256, (await AnswerAsync(form)).Analysis.Sha256);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_FormOfTooManyBytes_Is413(bool isChunked)
    {
        await using var host = await ApiHost.StartAsync(maxBytes: MaxBytes);
        foreach (var size in new[] { MaxBytes + 1, MaxBytes + 100_000 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path)
            {
                Content = TestCalls.Form(("image", new byte[size])),
                Headers = { TransferEncodingChunked = isChunked },
            };

            using var response = await host.Client.SendAsync(request);

            await TestCalls.ProblemAsync(response, 413, "too_many_bytes");
        }
    }

    [Fact]
    public async Task Post_UploadSlowerThanItsTimeLimit_Is504()
    {
        await using var host = await ApiHost.StartAsync();
        using var client = new TcpClient();
        await using var stream = await BeginAsync(host, client, $"{Path}?timeout_ms=50", "10000", "abc");

        var answer = await new StreamReader(stream).ReadLineAsync();
        Assert.Equal("HTTP/1.1 504 Gateway Timeout", answer);
    }

    [Fact]
    public async Task Post_CallerGoesDuringUpload_IsNeitherScoredNorBroken()
    {
        await using var host = await ApiHost.StartAsync(services => services
            .AddSingleton<IImageDecoder>(new FailingDecoder(() => new InvalidOperationException("Not reached."))));
        using (var client = new TcpClient())
        {
            await using var stream = await BeginAsync(host, client, Path, "10000", "abc");
        }

        // The server ends only when the request has.
        await host.StopAsync();

        Assert.DoesNotContain(host.Log.All, line => line.Level >= LogLevel.Warning);
        Assert.DoesNotContain(host.Log.All, line => line.Message.Contains("Not scored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_CallerGoesDuringScoring_CancelsIt()
    {
        var decoder = new WaitingDecoder();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<IImageDecoder>(decoder));
        using var release = decoder;
        using var client = new TcpClient();
        await using (var stream = await BeginAsync(host, client, Path, "3", "abc"))
        {
            await decoder.Entered;
        }

        await Until.TrueAsync(() => host.Log.Messages.Any(
            message => message.StartsWith("Not scored: cancelled", StringComparison.Ordinal)));
    }

    /// <summary>ASP.NET's own form files would go to the folder for temporary files; here nothing does.</summary>
    [Fact]
    public async Task Post_LargeForm_LeavesNoFile()
    {
        var folder = Directory.CreateDirectory(
            System.IO.Path.Combine(AppContext.BaseDirectory, $"temp-{Guid.NewGuid():N}"));
        using var watcher = new FileSystemWatcher(folder.FullName) { EnableRaisingEvents = true };
        var created = new ConcurrentQueue<string>();
        watcher.Created += (_, change) => created.Enqueue(change.FullPath);
        Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", folder.FullName);
        await using var host = await ApiHost.StartAsync(
            services => services.AddSingleton<IImageDecoder, TestPngDecoder>());
        byte[] picture = [.. TestCalls.Picture, .. new byte[900_000]];

        using var response = await host.Client.PostAsync(Path, TestCalls.Form(("image", picture)));

        await AnswerAsync(response);
        Assert.Empty(created);

        // What ASP.NET does with large forms, so that this test is known to see it. Events come in order.
        await using (var buffer = new FileBufferingReadStream(new MemoryStream(picture), 64 * 1024))
        {
            await buffer.CopyToAsync(Stream.Null);
        }

        await Until.TrueAsync(() => !created.IsEmpty);
        Assert.Single(created);
        folder.Delete(recursive: true);
    }

    private static async Task<AnalyzeResponse> AnswerAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonParser.Default.Parse<AnalyzeResponse>(text);
    }

    private static double Logistic(double logit) => 1 / (1 + Math.Exp(-logit));

    /// <summary>Sends a request whose body is longer than what is sent of it.</summary>
    private static async Task<NetworkStream> BeginAsync(
        ApiHost host, TcpClient client, string path, string length, string body)
    {
        await client.ConnectAsync(IPAddress.Loopback, host.HttpAddress.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n" +
            $"Content-Length: {length}\r\n\r\n{body}"));
        return stream;
    }

    /// <summary>Holds a call until it is disposed.</summary>
    private sealed class WaitingDecoder : IImageDecoder, IDisposable
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _leave = new();

        public Task Entered => _entered.Task;

        public ImageHeader ReadHeader(ReadOnlySpan<byte> encoded) => new("png", 64, 64, IsTurned: false);

        public DecodedImage Decode(ReadOnlySpan<byte> encoded)
        {
            _entered.TrySetResult();
            _leave.Wait();
            throw new AnalysisException(AnalysisErrorReason.NotAnImage, "Over.");
        }

        public void Dispose() => _leave.Set();
    }
}
