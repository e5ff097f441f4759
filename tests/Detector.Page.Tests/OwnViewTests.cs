using System.Globalization;
using Detector.Page.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>The person says first what they think.</summary>
[Collection(BrowserTests.Name)]
public sealed class OwnViewTests(Browser browser)
{
    [PageFact]
    public async Task OwnView_NotGiven_NoScoreNoMapNoDecision()
    {
        await using var tab = await browser.OpenAsync();
        await tab.AddAsync(Pictures.Edited);
        await tab.ExpectStateAsync(0, "ready");
        await tab.OutlineAsync();
        var page = tab.Page;

        await Expect(page.Locator("#own-title")).ToBeVisibleAsync();
        await Expect(page.Locator(".score, .regions, .trust, .map:visible, .box")).ToHaveCountAsync(0);
        Assert.DoesNotContain('%', await page.Locator("body").InnerTextAsync());
        await page.Keyboard.PressAsync("m");
        await Expect(page.Locator("[data-id=manipulated]")).ToBeDisabledAsync();
        await tab.ExpectStateAsync(0, "ready");

        await page.Keyboard.PressAsync("2");
        await Expect(page.Locator(".score")).ToContainTextAsync(
            NumberFormatInfo.InvariantInfo.PercentSymbol);
        await Expect(page.Locator(".own")).ToContainTextAsync("Your own view: Nothing points to it");
    }

    [PageFact]
    public async Task OwnView_SwitchedOff_ScoreComesAtOnce()
    {
        await using var tab = await browser.OpenAsync();
        await tab.Page.Locator("#preferences").ClickAsync();
        await tab.Page.Locator("input[name=ownView]").UncheckAsync();
        await tab.Page.Keyboard.PressAsync("Escape");

        await tab.AddAsync(Pictures.Small(2));

        await Expect(tab.Page.Locator(".score")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#own-title")).ToHaveCountAsync(0);
    }
}
