using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Review;

/// <summary>One file of the page.</summary>
/// <param name="name">Its name with its folders, such as js/app.js.</param>
/// <param name="bytes">Its content.</param>
/// <param name="varies">Headers of a request by which other bytes are sent under the same name; null for none.</param>
internal sealed class PageFile(string name, byte[] bytes, string? varies = null)
{
    private const int TagBytes = 16;
    private const string Gzip = "gzip";

    /// <summary>Content type by the ending of the name, and whether gzip makes it smaller.</summary>
    private static readonly Dictionary<string, (string Type, bool Shrinks)> Types = new(StringComparer.Ordinal)
    {
        [".html"] = ("text/html; charset=utf-8", true),
        [".js"] = ("text/javascript; charset=utf-8", true),
        [".css"] = ("text/css; charset=utf-8", true),
        [".json"] = ("application/json", true),
        [".svg"] = ("image/svg+xml", true),
        [".txt"] = ("text/plain; charset=utf-8", true),
        [".ico"] = ("image/x-icon", true),
        [".png"] = ("image/png", false),
        [".webp"] = ("image/webp", false),
        [".woff2"] = ("font/woff2", false),
    };

    private readonly (string Type, bool Shrinks) _type = Types.TryGetValue(Path.GetExtension(name), out var type)
        ? type
        : throw new InvalidOperationException($"{name} has an ending without a content type: add one, or drop it.");

    private readonly Lazy<byte[]> _packed = new(() => Pack(bytes));
    private readonly string _hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(..TagBytes));

    /// <summary>Its name with its folders.</summary>
    public string Name => name;

    /// <summary>Its content.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The same with gzip, where that makes it smaller; else as it is.</summary>
    public ReadOnlyMemory<byte> Packed => _type.Shrinks ? _packed.Value : bytes;

    /// <summary>What it is.</summary>
    public string ContentType => _type.Type;

    /// <summary>
    /// Sends it. A browser asks each time whether what it has is still it: a new version of the server is seen at
    /// once, and an unchanged one costs no transfer.
    /// </summary>
    /// <param name="context">GET or HEAD.</param>
    public Task SendAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var packed = _type.Shrinks && Takes(request);
        // Other bytes, so another tag (RFC 9110, section 8.8.3.3).
        var tag = new EntityTagHeaderValue(packed ? $"\"{_hash}-{Gzip}\"" : $"\"{_hash}\"");
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = (_type.Shrinks, varies) switch
        {
            (true, { } others) => $"{HeaderNames.AcceptEncoding}, {others}",
            (true, null) => HeaderNames.AcceptEncoding,
            _ => varies,
        };
        PageHeaders.Add(response);
        if (IsKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        var body = packed ? Packed : Bytes;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.Headers.ContentEncoding = packed ? Gzip : default;
        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static bool Takes(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList([$"{request.Headers.AcceptEncoding}"], out var codings)
        && codings.Any(coding => coding.Value.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);

    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList([$"{request.Headers.IfNoneMatch}"], out var known)
        && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
