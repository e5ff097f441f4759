namespace Detector.Server.Review;

/// <summary>The languages that the page speaks: wwwroot/i18n has a file for each.</summary>
internal static class PageLanguages
{
    /// <summary>Codes of ISO 639-1; the first one is that of the texts from which the others are translated.</summary>
    public static IReadOnlyList<string> All { get; } = ["en", "nl", "fr", "de"];
}
