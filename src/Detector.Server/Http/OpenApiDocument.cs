namespace Detector.Server.Http;

/// <summary>/openapi.json: what the HTTP side understands. A test keeps openapi.json of this folder in step.</summary>
internal static class OpenApiDocument
{
    private const string Resource = "openapi.json";

    private static readonly Lazy<ReadOnlyMemory<byte>> Bytes = new(Load);

    /// <summary>Sends the document.</summary>
    public static async Task SendAsync(HttpContext context)
    {
        var bytes = Bytes.Value;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Load()
    {
        using var stream = typeof(OpenApiDocument).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly holds no {Resource}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
