using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.Cli.Output;

/// <summary>JSON of the lines.</summary>
[JsonSerializable(typeof(ImageLine))]
[JsonSerializable(typeof(ErrorLine))]
internal sealed partial class LineJsonContext : JsonSerializerContext
{
    /// <summary>snake_case names; paths readable as they are, since nothing embeds the lines in HTML.</summary>
    public static LineJsonContext Lines { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
