using System.Text.Json.Nodes;
using Detector.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>The page shows itself at once: what that takes is counted, not timed.</summary>
[Collection(BrowserTests.Name)]
public sealed class FirstPaintTests(Browser browser)
{
    [PageFact]
    public async Task FirstPaint_WaitsForOneStylesheetAndNothingElse()
    {
        await using var tab = await browser.OpenAsync();

        var blocking = await tab.Page.EvaluateAsync<string[]>(
            """
            performance.getEntriesByType('resource').filter(entry => entry.renderBlockingStatus === 'blocking')
              .map(entry => new URL(entry.name).pathname)
            """);
        Assert.Equal(["/css/shell.css"], blocking);
    }

    [PageTheory]
    [InlineData("nl-BE", "nl")]
    [InlineData("fr-BE", "fr")]
    [InlineData("de-BE", "de")]
    [InlineData("en-GB", "en")]
    public async Task Shell_WithoutAnyScript_SpeaksTheBrowsersLanguage(string locale, string language)
    {
        var words = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(Browser.Output, "i18n", $"{language}.json")))!;
        var page = await browser.OpenWithoutScriptsAsync(locale);

        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(page).ToHaveTitleAsync((string)words["app.title"]!);
        foreach (var (place, key) in new[]
        {
            ("#preferences", "menu.preferences"), (".begin", "app.begin"), (".foot p", "app.signal"),
        })
        {
            await Expect(page.Locator(place).First).ToHaveTextAsync((string)words[key]!);
            await Expect(page.Locator(place).First).ToBeVisibleAsync();
        }

        // What a template holds is no part of the page, and is not fetched.
        await Expect(page.Locator("link[rel=stylesheet]")).ToHaveCountAsync(1);
        await Expect(page.Locator("link[rel=modulepreload], link[rel=preload]")).ToHaveCountAsync(0);
        await Expect(page.Locator("script")).ToHaveCountAsync(1);
        await page.Context.DisposeAsync();
    }

    [PageFact]
    public async Task Shell_AfterAChoice_ComesInItBeforeAnyScript()
    {
        await using var tab = await browser.OpenAsync();
        await tab.Page.Locator("#language").SelectOptionAsync("fr");
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await tab.Page.Locator("#preferences").ClickAsync();
        await tab.Page.Locator("select[name=theme]").SelectOptionAsync("dark");

        var response = await tab.Page.ReloadAsync();

        Assert.Contains("<html lang=\"fr\" data-theme=\"dark\">", await response!.TextAsync(), StringComparison.Ordinal);
        var cookies = await tab.Page.Context.CookiesAsync();
        Assert.Equal(
            [("detector-language", "fr"), ("detector-theme", "dark")],
            cookies.Select(cookie => (cookie.Name, cookie.Value)).Order());
        Assert.All(cookies, cookie => Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite));
    }

    [PageFact]
    public async Task Preferences_OfAnEarlierVersion_AreToldToTheServer()
    {
        await using var tab = await browser.OpenAsync(options: new() { Preferences = new { language = "de" } });
        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");

        var response = await tab.Page.ReloadAsync();

        Assert.Contains("<html lang=\"de\">", await response!.TextAsync(), StringComparison.Ordinal);
    }
}
