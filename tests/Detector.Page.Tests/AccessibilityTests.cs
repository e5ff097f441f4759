using System.Text.Json;
using Detector.Page.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>axe-core finds nothing serious, light and dark, wide and narrow, in any of the main states.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string Axe =
        File.ReadAllText(Path.Combine(Browser.Output, "axe", "node_modules", "axe-core", "axe.min.js"));

    [PageTheory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task Page_InItsMainStates_HasNoSeriousFinding(int width, bool dark)
    {
        await using var tab = await browser.OpenAsync(options: new() { Width = width, Height = 844, Dark = dark });
        tab.RefusalsExpected = true;
        await tab.Page.EvaluateAsync(Axe);
        var name = $"{width}-{(dark ? "dark" : "light")}";
        var found = new List<string>();
        async Task CheckAsync(string state)
        {
            found.AddRange((await FindingsAsync(tab)).Select(finding => $"{state}: {finding}"));
            await tab.KeepAsync($"{state}-{name}");
            var wide = await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            Assert.True(wide <= 0, $"{state}: {wide} px too wide");
        }

        await CheckAsync("empty");
        await tab.AddAsync(Pictures.Edited, Pictures.Corrupt);
        await tab.OutlineAsync();
        await tab.ExpectStateAsync(0, "ready");
        await CheckAsync("own-view");
        await tab.ToResultAsync();
        await CheckAsync("result");
        await tab.Page.Keyboard.PressAsync("r");
        await Expect(tab.Page.Locator(".ask")).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("b");
        await CheckAsync("question");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Keyboard.PressAsync("m");
        await tab.ExpectStateAsync(1, "failed");
        await tab.Page.Keyboard.PressAsync("j");
        await Expect(tab.Page.Locator("#case")).ToContainTextAsync("damaged");
        await CheckAsync("failed");
        await tab.Page.Keyboard.PressAsync("k");
        await Expect(tab.Page.Locator(".reports")).ToBeVisibleAsync();
        await CheckAsync("decided");
        await tab.Page.Keyboard.PressAsync("?");
        await CheckAsync("help");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Locator("#preferences").ClickAsync();
        await CheckAsync("preferences");

        Assert.Empty(found);
    }

    private static async Task<IEnumerable<string>> FindingsAsync(Tab tab)
    {
        var found = await tab.Page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => `${id} at ${nodes.map(node => node.target.join(' ')).join(', ')}: `
                + nodes[0].failureSummary)
            """);
        return found.EnumerateArray().Select(finding => finding.GetString()!);
    }
}
