using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Detector.Server.Analysis;
using Detector.Server.Http;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Review;

/// <summary>Reads the key that somebody signs in with: JSON or a form, of one field.</summary>
internal static class SignInBody
{
    /// <summary>Largest body, bytes.</summary>
    public const int MaxBytes = 4096;

    private const string Field = "key";
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>The key.</summary>
    /// <param name="request">The sign-in.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CallFailedException">The body is too large, or holds no key.</exception>
    public static async Task<string> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        if (type is not (Json or Form))
        {
            throw new CallFailedException(new CallFailure(
                StatusCode.InvalidArgument, HttpReasons.UnsupportedContentType,
                $"Content-Type is '{HttpFailures.Shorten(type ?? "")}': send {Json} with "
                + $"{{\"{Field}\": \"...\"}}, or {Form}.")
            {
                Field = "Content-Type",
            });
        }

        var buffer = new byte[MaxBytes + 1];
        try
        {
            var length = await request.Body.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (length > MaxBytes)
            {
                throw HttpFailures.Malformed($"A sign-in may have {MaxBytes} bytes: send the key alone.");
            }

            var key = type == Json ? FromJson(buffer.AsSpan(..length)) : FromForm(buffer.AsSpan(..length));
            return string.IsNullOrWhiteSpace(key)
                ? throw HttpFailures.Field(Field, $"{Field} is missing or empty: send the key that you were given.")
                : key.Trim();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static string? FromJson(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ReviewJson.Default.SignIn)?.Key;
        }
        catch (JsonException)
        {
            // The parser's message may quote what was sent.
            throw HttpFailures.Malformed($"The body is no JSON of the form {{\"{Field}\": \"...\"}}: send that.");
        }
    }

    private static string? FromForm(ReadOnlySpan<byte> body) =>
        QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)).GetValueOrDefault(Field) is [{ } key] ? key : null;
}
