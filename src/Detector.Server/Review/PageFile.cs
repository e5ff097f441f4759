using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Review;

/// <summary>One file of the page.</summary>
/// <param name="name">Its name with its folders, such as js/app.js.</param>
/// <param name="bytes">Its content.</param>
internal sealed class PageFile(string name, byte[] bytes)
{
    private const int TagBytes = 16;

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".webp"] = "image/webp",
        [".ico"] = "image/x-icon",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    };

    /// <summary>Its name with its folders.</summary>
    public string Name => name;

    /// <summary>Its content.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>What it is.</summary>
    public string ContentType { get; } = Types.GetValueOrDefault(Path.GetExtension(name))
        ?? throw new InvalidOperationException($"{name} has an ending without a content type: add one, or drop it.");

    /// <summary>Changes with the content.</summary>
    public EntityTagHeaderValue Tag { get; } =
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(..TagBytes))}\"");

    /// <summary>
    /// Sends it. A browser asks each time whether what it has is still it: a new version of the server is seen at once,
    /// and an unchanged one costs no transfer.
    /// </summary>
    /// <param name="context">GET or HEAD.</param>
    public Task SendAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = Tag.ToString();
        response.Headers.CacheControl = "no-cache";
        PageHeaders.Add(response);
        if (IsKnown(request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = ContentType;
        response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(Bytes, context.RequestAborted).AsTask();
    }

    private bool IsKnown(IList<string?> ifNoneMatch) =>
        EntityTagHeaderValue.TryParseList(ifNoneMatch, out var known)
        && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(Tag, useStrongComparison: false));
}
