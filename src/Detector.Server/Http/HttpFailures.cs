using Detector.Server.Analysis;
using Grpc.Core;

namespace Detector.Server.Http;

/// <summary>Failures that the HTTP side finds itself.</summary>
internal static class HttpFailures
{
    /// <summary>A parameter or part that is wrong.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="message">Value, limit and fix.</param>
    public static CallFailedException Field(string field, string message) =>
        new(CallFailures.InvalidField(field, message));

    /// <summary>A body larger than a picture may be.</summary>
    /// <param name="maxBytes">The limit.</param>
    public static CallFailedException TooManyBytes(int maxBytes) => new(new CallFailure(
        StatusCode.InvalidArgument, AnalysisErrorReason.TooManyBytes,
        $"The picture has more than {maxBytes} bytes, the most that this server takes in (Decoding:MaxBytes): " +
        "send a smaller file.")
    {
        Field = CallFailures.ImageField,
    });

    /// <summary>A body that breaks the rules or ends too soon.</summary>
    /// <param name="message">Which rule, and the fix.</param>
    /// <param name="cause">What found it.</param>
    public static CallFailedException Malformed(string message, Exception? cause = null) =>
        new(new CallFailure(StatusCode.InvalidArgument, HttpReasons.MalformedRequest, message), cause);

    /// <summary>A Content-Type that holds no picture.</summary>
    /// <param name="contentType">What was sent; null for none.</param>
    public static CallFailedException ContentType(string? contentType) => new(new CallFailure(
        StatusCode.InvalidArgument, HttpReasons.UnsupportedContentType,
        $"Content-Type is {(contentType is null ? "missing" : $"'{Shorten(contentType)}'")}: send the picture as the " +
        "body with image/* or application/octet-stream, or as the part 'image' of multipart/form-data.")
    {
        Field = "Content-Type",
    });

    /// <summary>A method that the path does not take.</summary>
    /// <param name="context">The request; its answer gets the header Allow.</param>
    /// <param name="allowed">What it does take.</param>
    public static CallFailure Method(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        var request = context.Request;
        return new CallFailure(
            StatusCode.Unimplemented, HttpReasons.MethodNotAllowed,
            $"{Shorten(request.Path)} does not take {Shorten(request.Method)}: send {allowed}.");
    }

    /// <summary>What a caller sent, short enough to be repeated.</summary>
    public static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
