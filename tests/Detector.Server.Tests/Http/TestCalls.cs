using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Detector.Decoding;
using Detector.Tests.Support;

namespace Detector.Server.Tests.Http;

/// <summary>Requests that many tests send, and how their failures are read.</summary>
internal static class TestCalls
{
    public static byte[] Picture { get; } = TestPng.Plain(64, 64, 200);

    public static ByteArrayContent Body(byte[] bytes, string type = "image/png") =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    public static MultipartFormDataContent Form(params (string Name, byte[] Bytes)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in parts)
        {
            form.Add(Body(bytes), name, "picture.png");
        }

        return form;
    }

    /// <summary>Checks what all failures have in common and returns the problem.</summary>
    public static async Task<JsonObject> ProblemAsync(HttpResponseMessage response, int status, string reason)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(status, (int)problem["status"]!);
        Assert.Equal(reason, (string)problem["reason"]!);
        Assert.Equal($"urn:detector:{reason}", (string)problem["type"]!);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.NotEmpty((string)problem["trace_id"]!);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        return problem;
    }
}

/// <summary>Fails as a test wants, in the place of the decoder.</summary>
internal sealed class FailingDecoder(Func<Exception> failure) : IImageDecoder
{
    public ImageHeader ReadHeader(ReadOnlySpan<byte> encoded) => throw failure();

    public DecodedImage Decode(ReadOnlySpan<byte> encoded) => throw failure();
}
