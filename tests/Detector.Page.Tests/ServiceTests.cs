using Detector.Page.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>A service that refuses, or is away for a while: the queue is kept and goes on.</summary>
[Collection(BrowserTests.Name)]
public sealed class ServiceTests(Browser browser)
{
    [PageFact]
    public async Task Refused_OverTheLimits_WaitsSaysSoAndRecovers()
    {
        await using var server = await Browser.StartServerAsync(
            ("Access:Defaults:ImagesPerSecond", "0.7"), ("Access:Defaults:ImageBurst", "1"));
        await using var tab = await browser.OpenAsync(server.HttpAddress);
        tab.RefusalsExpected = true;

        await tab.AddAsync(Pictures.Small(1), Pictures.Small(2), Pictures.Small(3));

        var banner = tab.Page.Locator("#banner");
        await Expect(banner).ToContainTextAsync("You have sent as much as this key may at once.");
        await Expect(tab.Rows.Filter(new() { HasText = "Waiting for another try" })).Not.ToHaveCountAsync(0);
        for (var row = 0; row < 3; row++)
        {
            await tab.ExpectStateAsync(row, "ready");
        }

        await Expect(banner).ToBeHiddenAsync();
        Assert.Contains(tab.Responses, response => response.Status == 429);
    }

    [PageFact]
    public async Task Restart_OfTheServer_KeepsTheQueueAndFinishesIt()
    {
        var first = await Browser.StartServerAsync();
        var address = first.HttpAddress;
        await using var tab = await browser.OpenAsync(address);
        tab.RefusalsExpected = true;
        await tab.AddAsync(Pictures.Small(1));
        await tab.ExpectStateAsync(0, "ready");
        await tab.Page.Keyboard.PressAsync("1");
        await Expect(tab.Page.Locator(".score")).ToBeVisibleAsync();

        await first.StopAsync();
        await first.DisposeAsync();
        await tab.AddAsync(Pictures.Small(2), Pictures.Small(3));
        await Expect(tab.Page.Locator("#banner")).ToContainTextAsync(
            "The service does not answer. Your queue is kept here");
        await Expect(tab.Rows).ToHaveCountAsync(3);
        await Expect(tab.Page.Locator(".score")).ToBeVisibleAsync();
        await using var second = await Browser.StartServerAsync(("Server:Http", address.Authority));

        await tab.ExpectStateAsync(1, "ready");
        await tab.ExpectStateAsync(2, "ready");
        await Expect(tab.Page.Locator("#banner")).ToBeHiddenAsync();
        await tab.Page.Keyboard.PressAsync("m");
        await tab.ExpectStateAsync(0, "decided");
    }

    [PageFact]
    public async Task Reports_ServerAway_AreStillMade()
    {
        var server = await Browser.StartServerAsync();
        await using var tab = await browser.OpenAsync(server.HttpAddress);
        tab.RefusalsExpected = true;
        await tab.AddAsync(Pictures.Small(6));
        await tab.ToResultAsync();
        await tab.Page.Keyboard.PressAsync("e");
        await tab.ExpectStateAsync(0, "decided");

        await server.DisposeAsync();

        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.Keyboard.PressAsync("p"));
        Assert.EndsWith(".html", download.SuggestedFilename, StringComparison.Ordinal);
    }
}
