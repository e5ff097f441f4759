using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Detector.Server.Review;

namespace Detector.Server.Tests.Review;

/// <summary>The start page comes with its words, and names all that its script needs.</summary>
public sealed partial class StartPageTests
{
    [Theory]
    [InlineData("nl-BE,nl;q=0.9,en;q=0.8", null, "nl")]
    [InlineData("pt-PT, de;q=0.5, fr;q=0.7", null, "fr")]
    [InlineData("NL", null, "nl")]
    [InlineData("fr;q=0, de", null, "de")]
    [InlineData("pt-PT", null, "en")]
    [InlineData("*", null, "en")]
    [InlineData("= nonsense ;;", null, "en")]
    [InlineData(null, null, "en")]
    [InlineData("nl", "detector-language=fr", "fr")]
    [InlineData("nl", "detector-language=xx", "nl")]
    public async Task Get_Page_SpeaksTheChosenLanguageOrTheBrowsers(string? accepted, string? cookie, string language)
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.SendAsync(
            HttpMethod.Get, "/", null, ("Accept-Language", accepted), ("Cookie", cookie));

        Assert.Equal([language], response.Content.Headers.ContentLanguage);
        Assert.Equal(["Accept-Encoding", "Accept-Language", "Cookie"], response.Headers.Vary);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{language}\" selected ", page, StringComparison.Ordinal);
        Assert.Single(Selected().Matches(page));
        using var words = JsonDocument.Parse(File($"i18n/{language}.json").Bytes);
        var spoken = Spoken().Matches(page);
        Assert.True(spoken.Count > 10);
        Assert.All(spoken, match => Assert.Equal(
            words.RootElement.GetProperty(match.Groups[1].Value).GetString(),
            WebUtility.HtmlDecode(match.Groups[2].Value)));
        var labels = Label().Matches(page);
        Assert.NotEmpty(labels);
        Assert.All(labels, match => Assert.Equal(
            words.RootElement.GetProperty(match.Groups[1].Value).GetString(),
            WebUtility.HtmlDecode(match.Groups[2].Value)));
    }

    [Theory]
    [InlineData("detector-theme=dark", " data-theme=\"dark\"")]
    [InlineData("detector-theme=light; detector-language=en", " data-theme=\"light\"")]
    [InlineData("detector-theme=\"><script>", "")]
    [InlineData(null, "")]
    public async Task Get_Page_HasTheChosenColours(string? cookie, string attribute)
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Get, "/index.html", null, ("Cookie", cookie));

        Assert.Contains(
            $"<html lang=\"en\"{attribute}>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_OfLanguagesAndColours_Differ()
    {
        await using var host = await PageHost.StartAsync();
        var tags = new List<string>();

        foreach (var cookie in PageLanguages.All.Select(language => $"detector-language={language}"))
        {
            foreach (var theme in new[] { "", "; detector-theme=light", "; detector-theme=dark" })
            {
                using var page = await host.SendAsync(HttpMethod.Get, "/", null, ("Cookie", cookie + theme));
                tags.Add(page.Headers.ETag!.Tag);
            }
        }

        Assert.Equal(tags.Distinct(), tags);
    }

    /// <summary>A module that is found only when another one has come costs a round trip for each.</summary>
    [Fact]
    public void Next_OfThePage_IsEveryModuleThatTheScriptImports()
    {
        var needed = new SortedSet<string>(StringComparer.Ordinal);
        Add("js/app.js");

        Assert.Equal(needed, Preloaded().Matches(TextOf("index.html")).Select(match => match.Groups[1].Value));

        void Add(string name)
        {
            if (needed.Add(name))
            {
                foreach (Match import in Imported().Matches(TextOf(name)))
                {
                    Add(new Uri(new Uri("http://page/" + name), import.Groups[1].Value).AbsolutePath[1..]);
                }
            }
        }
    }

    private static PageFile File(string name) => PageFiles.All.Single(file => file.Name == name);

    private static string TextOf(string name) => Encoding.UTF8.GetString(File(name).Bytes.Span);

    [GeneratedRegex("<option[^>]* selected")]
    private static partial Regex Selected();

    [GeneratedRegex("\\sdata-i18n=\"([^\"]+)\"[^>]*>([^<]*)<")]
    private static partial Regex Spoken();

    [GeneratedRegex("\\sdata-i18n-label=\"([^\"]+)\" aria-label=\"([^\"]*)\"")]
    private static partial Regex Label();

    [GeneratedRegex("rel=\"modulepreload\" href=\"([^\"]+)\"")]
    private static partial Regex Preloaded();

    [GeneratedRegex("(?m)^(?:import|export)\\s[^;'(]*'(\\.[^']+)'")]
    private static partial Regex Imported();
}
