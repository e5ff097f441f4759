using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Http;

/// <summary>
/// Takes the picture out of a request's body, straight into memory. Not by ASP.NET's form files: those go to a
/// temporary file from 64 KiB on.
/// </summary>
internal static class ImageBody
{
    /// <summary>The part that holds the picture.</summary>
    public const string PartName = "image";

    /// <summary>Room for boundaries and headers around a picture, bytes.</summary>
    private const int Wrapping = 16 * 1024;

    /// <summary>Longest boundary (RFC 2046, section 5.1.1).</summary>
    private const int LongestBoundary = 70;

    /// <summary>Reads the picture; the caller disposes it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">Most bytes of the picture.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Analysis.CallFailedException">
    /// The body holds no picture, more than one, or too many bytes.
    /// </exception>
    public static async Task<PooledBytes> ReadAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var boundary = Boundary(request);
        var most = boundary is null ? maxBytes : (long)maxBytes + Wrapping;
        if (request.ContentLength > most)
        {
            throw HttpFailures.TooManyBytes(maxBytes);
        }

        // The server's own limit is for pages and forms; the picture's limit is kept below, byte by byte.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most + 1;
        }

        var bytes = new PooledBytes(maxBytes);
        try
        {
            await (boundary is null
                ? FillAsync(bytes, request.Body, maxBytes, cancellationToken)
                : FillFromPartAsync(bytes, new MultipartReader(boundary, request.Body), maxBytes, cancellationToken));
            return bytes;
        }
        catch (Exception failure)
        {
            bytes.Dispose();
            if (boundary is not null && IsBrokenForm(failure))
            {
                throw HttpFailures.Malformed(
                    "The multipart/form-data body ends too soon, or its parts' headers are too many or too long: " +
                    "send it whole.",
                    failure);
            }

            throw;
        }
    }

    /// <summary>What the reader of forms throws; the server's own exceptions are about the connection.</summary>
    private static bool IsBrokenForm(Exception failure) => failure is InvalidDataException
        || (failure is IOException and not (BadHttpRequestException or ConnectionResetException));

    /// <summary>The boundary of a multipart body; null for a body that is the picture itself.</summary>
    private static string? Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            throw HttpFailures.ContentType(request.ContentType);
        }

        if (type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw HttpFailures.ContentType(request.ContentType);
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundary
            ? throw HttpFailures.Malformed(
                $"The Content-Type multipart/form-data needs a boundary of 1 to {LongestBoundary} characters.")
            : boundary;
    }

    private static async Task FillFromPartAsync(
        PooledBytes bytes, MultipartReader reader, int maxBytes, CancellationToken cancellationToken)
    {
        var found = false;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            CheckName(section, found);
            await FillAsync(bytes, section.Body, maxBytes, cancellationToken);
            found = true;
        }

        if (!found)
        {
            throw HttpFailures.Field(PartName, $"The form has no part '{PartName}': send the picture as one.");
        }
    }

    private static void CheckName(MultipartSection section, bool found)
    {
        var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
            && disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value
            : null;
        if (name != PartName)
        {
            throw HttpFailures.Field(
                HttpFailures.Shorten(name ?? ""),
                $"The form has a part '{HttpFailures.Shorten(name ?? "")}': send the picture as the only part, " +
                $"'{PartName}', and all settings as query parameters.");
        }

        if (found)
        {
            throw HttpFailures.Field(
                PartName, $"The form has more than one part '{PartName}': send one picture per request.");
        }
    }

    private static async Task FillAsync(
        PooledBytes bytes, Stream source, int maxBytes, CancellationToken cancellationToken)
    {
        if (!await bytes.TryFillAsync(source, cancellationToken))
        {
            throw HttpFailures.TooManyBytes(maxBytes);
        }
    }
}
