using System.Text.Json.Nodes;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;

namespace Detector.Server.Tests.Foreign;

/// <summary>Pictures for the scripts, and what the server has to say of them.</summary>
internal static class ForeignPictures
{
    /// <summary>One tile in one grey.</summary>
    public static byte[] Plain(byte level) => TestPng.Plain(TinyModels.TileSize, TinyModels.TileSize, level);

    /// <summary>What is to be said of <see cref="Plain"/>: the model scores the mean.</summary>
    public static double Score(byte level) => 1 / (1 + Math.Exp(-level / 255.0));

    /// <summary>Some in several greys.</summary>
    public static JsonArray Good() =>
    [
        .. new byte[] { 128, 0, 40, 90, 170, 210, 255 }.Select(level => new JsonObject
        {
            ["image"] = Convert.ToBase64String(Plain(level)),
            ["score"] = Score(level),
        }),
    ];

    /// <summary>One for each way to be bad that a stream goes on after.</summary>
    /// <param name="maxBytes">Largest picture that is taken, bytes.</param>
    public static JsonArray Bad(int maxBytes) =>
    [
        Bad([], AnalysisErrorReason.NotAnImage),
        Bad("This is no picture."u8.ToArray(), AnalysisErrorReason.NotAnImage),
        Bad(Requests.Picture[..^30], AnalysisErrorReason.CorruptImage),
        Bad(TestPng.Claiming(200_000, 200_000, 0), AnalysisErrorReason.TooManyPixels),
        Bad(TestPng.Plain(8, 80, 9), AnalysisErrorReason.TooSmall),
        Bad(new byte[maxBytes + 1], AnalysisErrorReason.TooManyBytes),
        BadPriority(),
    ];

    private static JsonObject Bad(byte[] image, string reason, string field = "image") => new()
    {
        ["image"] = Convert.ToBase64String(image),
        ["reason"] = reason,
        ["field"] = field,
    };

    private static JsonObject BadPriority()
    {
        var picture = Bad(Requests.Picture, "invalid_field", "priority");
        picture["priority"] = 7;
        return picture;
    }
}
