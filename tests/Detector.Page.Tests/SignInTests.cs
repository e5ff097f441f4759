using Detector.Page.Tests.Support;
using Detector.Server.Security;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>Where keys are configured, the page asks for one.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignInTests(Browser browser)
{
    [PageFact]
    public async Task SignIn_WithTheKey_OpensThePageAndSignOutClosesIt()
    {
        var key = ApiKeys.Create();
        await using var server = await Browser.StartServerAsync(
            ("Access:Clients:0:Name", "desk"), ("Access:Clients:0:KeyHashes:0", ApiKeys.HashText(key)));
        await using var tab = await browser.OpenAsync(server.HttpAddress);
        tab.RefusalsExpected = true;
        var page = tab.Page;
        await Expect(page.Locator("#work")).ToBeHiddenAsync();
        await Expect(page.GetByLabel("Key", new() { Exact = true })).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync("not-a-key");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(
            "This key is not known. Check it, or ask your operators.");
        Assert.Empty(await page.Context.CookiesAsync());

        await page.Locator("#key").FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#work")).ToBeVisibleAsync();
        var cookie = Assert.Single(await page.Context.CookiesAsync());
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, cookie.SameSite);
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));
        var stored = await page.EvaluateAsync<string>("JSON.stringify({ ...localStorage, ...sessionStorage })");
        Assert.DoesNotContain(key, stored, StringComparison.Ordinal);
        await tab.AddAsync(Pictures.Small(7));
        await tab.ExpectStateAsync(0, "ready");

        await page.Locator("#signout").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.Locator("#key")).ToBeVisibleAsync();
        await Expect(tab.Rows).ToHaveCountAsync(0);
        Assert.Empty(await page.Context.CookiesAsync());
    }
}
