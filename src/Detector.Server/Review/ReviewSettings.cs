using System.Text.Json.Serialization;
using Detector.V1;

namespace Detector.Server.Review;

/// <summary>What the page has to know before it can work: the answer of /review/settings.</summary>
/// <param name="SignIn">
/// True where clients are configured, so that the page works for those who have signed in only.
/// </param>
/// <param name="SignedIn">True for who has, or has come with a client certificate.</param>
/// <param name="Client">Name of that client; null for nobody.</param>
/// <param name="HelpLines">Whom the page names.</param>
/// <param name="Limits">What the server takes in.</param>
/// <param name="Csrf">What calls with the cookie must repeat in a header; null without a session.</param>
internal sealed record ReviewSettings(
    bool SignIn, bool SignedIn, string? Client, IReadOnlyList<PageHelpLine> HelpLines, PageLimits Limits, string? Csrf);

/// <summary>A help line as the page reads it.</summary>
/// <param name="Audience">minors or adults.</param>
/// <param name="Name">Who answers.</param>
/// <param name="Names">The same by language, where it differs; null where it does not.</param>
/// <param name="Number">Telephone number as it is written.</param>
/// <param name="Url">Its page; null for none.</param>
internal sealed record PageHelpLine(
    string Audience, string Name, IReadOnlyDictionary<string, string>? Names, string Number, string? Url)
{
    /// <summary>From the settings.</summary>
    public static PageHelpLine From(HelpLineOptions line) => new(
        line.Audience == HelpAudience.Minors ? "minors" : "adults", line.Name, line.Names.Count > 0 ? line.Names : null,
        line.Number, line.Url);
}

/// <summary>What the server takes in, as numbers: the contract's JSON has 64-bit ones as strings.</summary>
/// <param name="MaxBytes">Largest file, bytes.</param>
/// <param name="MaxPixels">Largest picture, pixels.</param>
/// <param name="MinSide">Shortest side, pixels.</param>
/// <param name="Formats">Containers: jpeg, png and so on.</param>
internal sealed record PageLimits(long MaxBytes, long MaxPixels, int MinSide, IReadOnlyList<string> Formats)
{
    /// <summary>From the contract's message.</summary>
    public static PageLimits From(InputLimits limits) =>
        new(limits.MaxBytes, limits.MaxPixels, limits.MinSide, limits.Formats);
}

/// <summary>What a sign-in sends.</summary>
/// <param name="Key">The client's key.</param>
internal sealed record SignIn([property: JsonPropertyName("key")] string? Key);

/// <summary>JSON of the page's own calls.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReviewSettings))]
[JsonSerializable(typeof(SignIn))]
internal sealed partial class ReviewJson : JsonSerializerContext;
