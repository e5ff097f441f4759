using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Detector.Server.Analysis;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Http;

/// <summary>Problem details (RFC 9457) with the contract's reason beside them.</summary>
internal sealed record Problem
{
    /// <summary>Content type of problem details.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Identifies the kind of failure: urn:detector: and the reason.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>The reason in words; the same for each failure of the kind.</summary>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <summary>HTTP status.</summary>
    [JsonPropertyName("status")]
    public required int Status { get; init; }

    /// <summary>What is wrong, the limit, and what to do.</summary>
    [JsonPropertyName("detail")]
    public required string Detail { get; init; }

    /// <summary>Stable code.</summary>
    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>The field that is to blame; null where none is.</summary>
    [JsonPropertyName("field")]
    public string? Field { get; init; }

    /// <summary>When another try may succeed, seconds; null where none will, or the time is not known.</summary>
    [JsonPropertyName("retry_after_seconds")]
    public double? RetryAfterSeconds { get; init; }

    /// <summary>What to name to the operator.</summary>
    [JsonPropertyName("trace_id")]
    public required string TraceId { get; init; }

    /// <summary>Tells a failure to the caller. Nothing may have been sent yet.</summary>
    /// <param name="context">The request.</param>
    /// <param name="failure">What is told.</param>
    public static Task WriteAsync(HttpContext context, CallFailure failure)
    {
        var problem = From(failure, Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier);
        var response = context.Response;
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (failure.RetryAfter is { } wait)
        {
            // The header has whole seconds only: rounded up, so that nobody comes too early.
            var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.TryAdd(HeaderNames.WWWAuthenticate, "Bearer realm=\"detector\"");
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(problem, HttpJson.Readable.Problem);
        response.ContentLength = body.Length;

        // Not cancelled with the caller: what is written for one who has gone goes nowhere, and fails nothing.
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, CancellationToken.None).AsTask();
    }

    /// <summary>The failure in HTTP's words.</summary>
    internal static Problem From(CallFailure failure, string traceId) => new()
    {
        Type = $"urn:detector:{failure.Reason}",
        Title = Words(failure.Reason),
        Status = HttpStatus.Of(failure),
        Detail = failure.Message,
        Reason = failure.Reason,
        Field = failure.Field,
        RetryAfterSeconds = failure.RetryAfter is { } wait ? Math.Round(wait.TotalSeconds, 3) : null,
        TraceId = traceId,
    };

    private static string Words(string reason) => $"{char.ToUpperInvariant(reason[0])}{reason[1..].Replace('_', ' ')}";
}
