using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Detector.Page.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>All of it without a mouse.</summary>
[Collection(BrowserTests.Name)]
public sealed class KeyboardTests(Browser browser)
{
    [PageFact]
    public async Task Keyboard_FromPickingToTheExportedReport_NeedsNoMouse()
    {
        await using var tab = await browser.OpenAsync();
        var page = tab.Page;
        var keyboard = page.Keyboard;

        await keyboard.PressAsync("o");
        var chooser = await tab.Chooser;
        Assert.True(chooser.IsMultiple);
        await chooser.SetFilesAsync([Pictures.Edited, Pictures.Small(1)]);
        await tab.OutlineAsync();
        await keyboard.PressAsync("1");
        await Expect(page.Locator(".score")).ToBeVisibleAsync();
        await Expect(page.Locator("#verdict-title")).ToBeVisibleAsync();

        // Look at the first region for as long as the key is held.
        await keyboard.DownAsync("l");
        await Expect(tab.Lens).ToBeVisibleAsync();
        await keyboard.UpAsync("l");
        await Expect(tab.Lens).ToBeHiddenAsync();

        await keyboard.PressAsync("t");
        await keyboard.TypeAsync("Edges do not match.");
        await keyboard.PressAsync("Escape");
        await keyboard.PressAsync("m");
        await Expect(page.Locator("#case h1")).ToHaveTextAsync("small-1.png");
        await keyboard.PressAsync("k");
        await Expect(page.Locator(".decide")).ToContainTextAsync("Decided: Manipulated");

        var json = JsonNode.Parse(await TextAsync(page, "d"))!;
        var html = await TextAsync(page, "p");
        var csv = await TextAsync(page, "v");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Pictures.Edited.Buffer));
        foreach (var text in new[] { json.ToJsonString(), html, csv })
        {
            Assert.Contains(hash, text, StringComparison.Ordinal);
            Assert.Contains("Edges do not match.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("data:image/jpeg", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Pictures.Edited.Name, text, StringComparison.Ordinal);
        }

        Assert.Contains("signal", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    [PageFact]
    public async Task Keyboard_Help_NamesEveryKeyAndGivesTheFocusBack()
    {
        await using var tab = await browser.OpenAsync();
        await tab.Page.Locator("#preferences").FocusAsync();

        await tab.Page.Keyboard.PressAsync("?");

        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("116 000");
        await Expect(dialog).ToContainTextAsync("0800/12 800");
        await Expect(dialog.Locator("kbd").First).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(tab.Page.Locator("#preferences")).ToBeFocusedAsync();
    }

    [PageFact]
    public async Task Keyboard_TabThroughACase_ReachesEveryControlAndIsNotTrapped()
    {
        await using var tab = await browser.OpenAsync();
        await tab.AddAsync(Pictures.Edited);
        await tab.ToResultAsync();
        var all = await tab.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('button, select, textarea, summary, input, [tabindex="0"]')]
              .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility())
              .map((one, i) => (one.dataset.stop = `${i}`))
            """);

        await tab.Page.EvaluateAsync("document.activeElement?.blur()");
        var seen = new HashSet<string>();
        for (var i = 0; i < all.Length + 3; i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            seen.Add(await tab.Page.EvaluateAsync<string?>("document.activeElement.dataset.stop ?? null") ?? "");
        }

        Assert.Empty(all.Except(seen));
    }

    private static async Task<string> TextAsync(IPage page, string key)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync(key));
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
