using Detector.Page.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>Files come in, and each says how it is.</summary>
[Collection(BrowserTests.Name)]
public sealed class IntakeTests(Browser browser)
{
    [PageFact]
    public async Task Paste_TwoPictures_AreScoredAndTextIsLeftToItsField()
    {
        await using var tab = await browser.OpenAsync();

        await tab.PasteAsync("body", Pictures.Edited, Pictures.Small(7));

        await Expect(tab.Rows).ToHaveCountAsync(2);
        await Expect(tab.Rows.Nth(0)).ToContainTextAsync(Pictures.Edited.Name);
        await tab.ExpectStateAsync(0, "ready");
        await tab.ExpectStateAsync(1, "ready");
        await tab.ToResultAsync();
        Assert.False(await tab.PasteAsync("#note"));
        await Expect(tab.Rows).ToHaveCountAsync(2);
    }

    [PageFact]
    public async Task Drop_ThreeFilesOneCorrupt_ScoresTwoAndSaysWhatIsWrongWithTheThird()
    {
        await using var tab = await browser.OpenAsync();
        tab.RefusalsExpected = true;

        await tab.DropAsync(Pictures.Edited, Pictures.Corrupt, Pictures.Camera);

        await Expect(tab.Rows).ToHaveCountAsync(3);
        await tab.ExpectStateAsync(0, "ready");
        await tab.ExpectStateAsync(1, "failed");
        await tab.ExpectStateAsync(2, "ready");
        await Expect(tab.Rows.Nth(1)).ToContainTextAsync("Not scored");
        await Expect(tab.Page.Locator("#queue-count")).ToHaveTextAsync("3 pictures, 2 to decide");
        await tab.Rows.Nth(1).ClickAsync();
        await Expect(tab.Page.Locator("#case")).ToContainTextAsync(
            "The file is damaged or cut off. Fetch it again from its source.");
        await Expect(tab.Page.Locator("#case .decide")).ToBeHiddenAsync();
    }
}
