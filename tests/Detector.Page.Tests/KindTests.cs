using System.Text.Json.Nodes;
using Detector.Page.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>What is said of the kind agrees with its bars, wherever the bands begin.</summary>
[Collection(BrowserTests.Name)]
public sealed class KindTests(Browser browser)
{
    [PageTheory]
    [InlineData("VERDICT_LIKELY_MANIPULATED", "KIND_LOCALLY_EDITED", 0.2, 0.6,
        "Probably: a part of the frame edited", "25%75%")]
    [InlineData("VERDICT_LIKELY_MANIPULATED", "KIND_FULLY_GENERATED", 0.3, 0.1,
        "Probably: the whole frame generated", "75%25%")]
    [InlineData("VERDICT_INCONCLUSIVE", "KIND_FULLY_GENERATED", 0.3, 0.1,
        "If manipulated, rather: the whole frame generated", "75%25%")]
    [InlineData("VERDICT_NO_EVIDENCE", "KIND_NONE", 0.5, 0.1,
        "No kind of manipulation found", "")]
    public async Task Kind_OfAResult_AgreesWithItsBars(
        string verdict, string kind, double full, double local, string heading, string shares)
    {
        await using var tab = await browser.OpenAsync();
        await tab.AnswerWithAsync(analysis =>
        {
            analysis["verdict"] = verdict;
            analysis["kind"] = kind;
            analysis["kinds"] = new JsonObject
            {
                ["none"] = 1 - full - local, ["fullyGenerated"] = full, ["locallyEdited"] = local,
            };
        });

        await tab.AddAsync(Pictures.Camera);
        await tab.ToResultAsync();

        var panel = tab.Page.Locator("section[aria-labelledby=verdict-title]");
        await Expect(panel.GetByText(heading, new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(shares, string.Concat(await panel.Locator(".meters .number").AllInnerTextsAsync()));
    }
}
