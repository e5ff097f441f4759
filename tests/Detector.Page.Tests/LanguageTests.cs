using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detector.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>Every language, as the browser asks for it and as the person switches.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class LanguageTests(Browser browser)
{
    [PageTheory]
    [InlineData("nl-BE", "nl", "Wachtrij")]
    [InlineData("fr-BE", "fr", "File d’attente")]
    [InlineData("de-BE", "de", "Warteschlange")]
    [InlineData("en-GB", "en", "Queue")]
    [InlineData("pt-PT", "en", "Queue")]
    public async Task Language_OfTheBrowser_SaysEverythingInIt(string locale, string language, string queue)
    {
        await using var tab = await browser.OpenAsync(options: new() { Locale = locale });
        await Expect(tab.Page.Locator("#queue-title")).ToHaveTextAsync(queue);

        var said = await WalkAsync(tab);

        Assert.Equal(language, await tab.Page.EvaluateAsync<string>("document.documentElement.lang"));
        var english = Words("en");
        Assert.DoesNotContain(
            said.SelectMany(line => Word().Matches(line)), match => english.ContainsKey(match.Value));
        if (language != "en")
        {
            // What is the same in both: names, numbers, a few short words.
            var mine = Words(language);
            var same = english.Where(pair => mine[pair.Key] == pair.Value).Select(pair => pair.Value).ToHashSet();
            var foreign = english.Values
                .Where(text => text.Length > 12 && !text.Contains('{') && !same.Contains(text)).ToHashSet();
            Assert.DoesNotContain(said, foreign.Contains);
        }
    }

    [PageFact]
    public async Task Language_Switched_ChangesAllAtOnceAndIsKept()
    {
        await using var tab = await browser.OpenAsync();
        await tab.AddAsync(Pictures.Small(3));
        await tab.ToResultAsync();

        await tab.Page.Locator("#language").SelectOptionAsync("fr");

        await Expect(tab.Page.Locator("html")).ToHaveAttributeAsync("lang", "fr");
        await Expect(tab.Page.Locator("#verdict-title")).ToHaveTextAsync(Words("fr")["verdict.title"]);
        await Expect(tab.Rows).ToHaveCountAsync(1);
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.Locator("#queue-title")).ToHaveTextAsync(Words("fr")["queue.title"]);
    }

    /// <summary>All lines that are seen on the way from the start to a decision.</summary>
    private static async Task<HashSet<string>> WalkAsync(Tab tab)
    {
        var lines = new HashSet<string>();
        async Task ReadAsync() => lines.UnionWith(
            (await tab.Page.Locator("body").InnerTextAsync()).Split('\n').Select(line => line.Trim()));

        await ReadAsync();
        foreach (var dialog in new[] { "#help", "#preferences" })
        {
            await tab.Page.Locator(dialog).ClickAsync();
            await Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await ReadAsync();
            await tab.Page.Keyboard.PressAsync("Escape");
        }

        tab.RefusalsExpected = true;
        await tab.AddAsync(Pictures.Edited, Pictures.Corrupt);
        await tab.OutlineAsync();
        await ReadAsync();
        await tab.ToResultAsync();
        await ReadAsync();
        await tab.Page.Keyboard.PressAsync("e");
        await tab.ExpectStateAsync(0, "decided");
        await tab.ExpectStateAsync(1, "failed");
        await tab.Rows.Nth(1).ClickAsync();
        await ReadAsync();
        return lines;
    }

    private static Dictionary<string, string> Words(string language) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Browser.Output, "i18n", $"{language}.json")))!.AsObject()
            .ToDictionary(pair => pair.Key, pair => (string)pair.Value!);

    [GeneratedRegex(@"[a-z_]+(\.[a-z_]+)+")]
    private static partial Regex Word();
}
