using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Detector.Server.Review;

/// <summary>
/// The start page with its words put in, so that a browser can show it before any script has run: in the language that the
/// person chose, else the browser's, and in the colours that they chose.
/// </summary>
internal static partial class StartPage
{
    /// <summary>The page keeps the person's choice of language in it; absent where they made none.</summary>
    public const string LanguageCookie = "detector-language";

    /// <summary>The same for light or dark.</summary>
    public const string ThemeCookie = "detector-theme";

    private static readonly string Varies = $"{HeaderNames.AcceptLanguage}, {HeaderNames.Cookie}";

    private static readonly string[] Themes = ["light", "dark"];

    /// <summary>Quotes and accents stay as they are; what could become markup does not.</summary>
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly ConcurrentDictionary<(string Language, string? Theme), PageFile> Made = new();

    /// <summary>Sends it.</summary>
    /// <param name="context">GET or HEAD.</param>
    public static Task SendAsync(HttpContext context)
    {
        var language = LanguageOf(context.Request);
        context.Response.Headers.ContentLanguage = language;
        return Made.GetOrAdd((language, ThemeOf(context.Request)), static key => Make(key.Language, key.Theme))
            .SendAsync(context);
    }

    /// <summary>The one that was chosen, else the first of ours that the browser asks for, else English.</summary>
    internal static string LanguageOf(HttpRequest request)
    {
        if (request.Cookies[LanguageCookie] is { } chosen && PageLanguages.All.Contains(chosen))
        {
            return chosen;
        }

        return StringWithQualityHeaderValue.TryParseList([$"{request.Headers.AcceptLanguage}"], out var wanted)
            ? Best(wanted)
            : PageLanguages.All[0];
    }

    private static string Best(IEnumerable<StringWithQualityHeaderValue> wanted) =>
        wanted.Where(tag => tag.Quality != 0).OrderByDescending(tag => tag.Quality ?? 1)
            .Select(tag => tag.Value.ToString().Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(PageLanguages.All.Contains, PageLanguages.All[0]);

    private static string? ThemeOf(HttpRequest request) =>
        Array.Find(Themes, theme => theme == request.Cookies[ThemeCookie]);

    private static PageFile Make(string language, string? theme)
    {
        using var document = JsonDocument.Parse(FileOf($"i18n/{language}.json").Bytes);
        var words = document.RootElement;
        var page = Encoding.UTF8.GetString(FileOf(PageFiles.Index).Bytes.Span);
        page = Root().Replace(page, $"<html lang=\"{language}\"{(theme is null ? "" : $" data-theme=\"{theme}\"")}>");
        page = Choice().Replace(
            page, match => match.Groups[1].Value == language ? $"{match.Value} selected" : match.Value);
        page = Labelled().Replace(page, match => $"{match.Value} aria-label=\"{Word(match)}\"");
        page = Spoken().Replace(page, match => $"{match.Value}{Word(match)}");
        return new PageFile(PageFiles.Index, Encoding.UTF8.GetBytes(page), Varies);

        string Word(Match match) => Encoder.Encode(words.GetProperty(match.Groups[1].Value).GetString()!);
    }

    private static PageFile FileOf(string name) => PageFiles.All.Single(file => file.Name == name);

    [GeneratedRegex("<html[^>]*>")]
    private static partial Regex Root();

    [GeneratedRegex("<option value=\"(\\w+)\"")]
    private static partial Regex Choice();

    /// <summary>An element that is empty until its words come.</summary>
    [GeneratedRegex("\\sdata-i18n=\"([^\"]+)\"[^>]*>(?=</)")]
    private static partial Regex Spoken();

    [GeneratedRegex("\\sdata-i18n-label=\"([^\"]+)\"")]
    private static partial Regex Labelled();
}
