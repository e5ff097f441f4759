using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Detector.Server.Review;

namespace Detector.Server.Tests.Review;

/// <summary>The page's files as a browser gets them.</summary>
public sealed class PageFilesTests
{
    /// <summary>Most that all files may have together, bytes.</summary>
    private const int Heaviest = 150_000;

    [Fact]
    public async Task Get_EveryFile_HasItsTypeItsBytesAndAllHeaders()
    {
        await using var host = await PageHost.StartAsync();
        Assert.Contains(PageFiles.All, file => file.Name == "index.html");

        foreach (var file in PageFiles.All)
        {
            using var response = await host.Client.GetAsync($"/{file.Name}");

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(file.ContentType, response.Content.Headers.ContentType?.ToString());
            if (file.Name != PageFiles.Index)
            {
                Assert.Equal(file.Bytes.ToArray(), await response.Content.ReadAsByteArrayAsync());
            }

            AssertHeaders(response);
        }
    }

    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/index.html", "text/html; charset=utf-8")]
    [InlineData("/report/case.js", "text/javascript; charset=utf-8")]
    [InlineData("/i18n/nl.json", "application/json")]
    public async Task Get_File_HasItsType(string path, string type)
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task Get_WithTheTagOfWhatItHas_Is304WithoutBody(string ifNoneMatch)
    {
        await using var host = await PageHost.StartAsync();
        using var first = await host.Client.GetAsync("/");
        var tag = first.Headers.ETag!.ToString();

        using var second = await host.SendAsync(
            HttpMethod.Get, "/", null, ("If-None-Match", string.Format(null, ifNoneMatch, tag)));

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(tag, second.Headers.ETag!.ToString());
        AssertHeaders(second);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("nonsense")]
    public async Task Get_WithAnotherTag_IsTheFile(string ifNoneMatch)
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Get, "/", null, ("If-None-Match", ifNoneMatch));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Tags_OfAllFilesPackedAndNot_Differ()
    {
        await using var host = await PageHost.StartAsync();
        var tags = new List<string>();

        foreach (var file in PageFiles.All)
        {
            using var plain = await host.Client.GetAsync($"/{file.Name}");
            using var packed = await host.SendAsync(HttpMethod.Get, $"/{file.Name}", null, ("Accept-Encoding", "gzip"));
            tags.AddRange([plain.Headers.ETag!.Tag, packed.Headers.ETag!.Tag]);
        }

        Assert.Equal(tags.Distinct(), tags);
    }

    [Theory]
    [InlineData("gzip, deflate, br", true)]
    [InlineData("br;q=1.0, GZIP;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br", false)]
    [InlineData("nonsense nonsense", false)]
    public async Task Get_WithAcceptEncoding_IsPackedWhereThatIsTaken(string accepted, bool packed)
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Get, "/", null, ("Accept-Encoding", accepted));

        Assert.Equal(packed ? ["gzip"] : [], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var unpacked = packed ? new GZipStream(body, CompressionMode.Decompress) : body;
        using var text = new StreamReader(unpacked);
        Assert.StartsWith("<!DOCTYPE html>", await text.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_IsTheLengthWithoutBody()
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Head, "/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Post_ToAFile_Is405()
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Post, "/");

        Assert.Equal("method_not_allowed", await PageHost.ReasonOf(response, HttpStatusCode.MethodNotAllowed));
        Assert.Equal("GET, HEAD", string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact]
    public async Task Get_WithKeysConfigured_NeedsNoneForExactlyThePage()
    {
        await using var host = await PageHost.StartAsync(keys: true);

        foreach (var path in PageFiles.All.Select(file => $"/{file.Name}").Append("/"))
        {
            using var open = await host.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }

        string[] closed =
        [
            "/v1/models", "/report", "/report/", "/js/nothing.js", "/index.html/x", "/%2e%2e/appsettings.json",
            "/wwwroot/index.html", "/review", "/review/sessions",
        ];
        foreach (var path in closed)
        {
            using var refused = await host.Client.GetAsync(path);
            Assert.Equal("no_credentials", await PageHost.ReasonOf(refused, HttpStatusCode.Unauthorized));
        }

        using var post = await host.SendAsync(HttpMethod.Post, "/index.html");
        Assert.Equal("no_credentials", await PageHost.ReasonOf(post, HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/js")]
    [InlineData("/report/nothing.js")]
    [InlineData("/appsettings.json")]
    public async Task Get_UnknownPath_IsAProblem(string path)
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.Client.GetAsync(path);

        Assert.Equal("no_such_path", await PageHost.ReasonOf(response, HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/review/settings")]
    public async Task Get_PageIsOff_IsAProblemAndTheApiStays(string path)
    {
        await using var host = await PageHost.StartAsync(false, ("Review:Enabled", "false"));

        using var response = await host.Client.GetAsync(path);
        using var api = await host.Client.GetAsync("/v1/models");

        Assert.Equal("no_such_path", await PageHost.ReasonOf(response, HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.OK, api.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/i18n/en.json")]
    [InlineData("/review/settings")]
    public async Task Get_OnTheGrpcPort_IsNotServed(string path)
    {
        await using var host = await PageHost.StartAsync();
        using var client = new HttpClient { BaseAddress = host.Server.GrpcAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request);

        Assert.False(response.IsSuccessStatusCode);
        Assert.NotEqual(new MediaTypeHeaderValue("text/html"), response.Content.Headers.ContentType);
    }

    /// <summary>As a browser fetches it, with every language.</summary>
    [Fact]
    public void Weight_OfTheWholePage_IsUnderTheLimit() =>
        Assert.InRange(PageFiles.All.Sum(file => file.Packed.Length), 1, Heaviest);

    private static void AssertHeaders(HttpResponseMessage response)
    {
        (string Name, string Value)[] expected =
        [
            ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "
                + "img-src 'self' blob: data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
            ("Cache-Control", "no-cache"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", PageHeaders.PermissionsPolicy),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
        ];
        Assert.All(expected, header => Assert.Equal(header.Value, response.Headers.GetValues(header.Name).Single()));
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.NotNull(response.Headers.ETag);
    }
}
