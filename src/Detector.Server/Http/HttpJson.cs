using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.Server.Http;

/// <summary>JSON of the answers that are no messages of the contract.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(Liveness))]
internal sealed partial class HttpJson : JsonSerializerContext
{
    /// <summary>
    /// Quotes as they are, for people: the content type says JSON, and nosniff keeps browsers from thinking otherwise.
    /// </summary>
    public static HttpJson Readable { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
