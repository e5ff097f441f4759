using System.Text.Json.Nodes;
using Detector.Page.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>How far to trust a result, in plain words.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReliabilityTests(Browser browser)
{
    [PageTheory]
    [InlineData("en-GB", "Of 100 manipulated pictures of this size and compression, the detector finds about 31 (18 to 45)")]
    [InlineData("nl-BE", "Van 100 gemanipuleerde afbeeldingen van deze grootte en compressie vindt de detector er ongeveer 31")]
    public async Task Trust_MeasuredBucket_SaysHowManyOf100AreFound(string locale, string words)
    {
        await using var tab = await browser.OpenAsync(options: new() { Locale = locale });
        await tab.AnswerWithAsync(analysis => analysis["reliability"] = JsonNode.Parse("""
            {
              "compression": "COMPRESSION_JPEG", "jpegQuality": 88, "longestSide": 1024, "notMeasured": "",
              "bucket": {
                "jpegQualityLow": 85, "jpegQualityHigh": 94, "longestSideLow": 512, "longestSideHigh": 0,
                "tprAt1Fpr": 0.31, "tprLow": 0.18, "tprHigh": 0.45, "positives": 120, "negatives": 400
              }
            }
            """));

        await tab.AddAsync(Pictures.Camera);
        await tab.ToResultAsync();

        var first = tab.Page.Locator("#trust-title + ul > li").First;
        await Expect(first).ToContainTextAsync(words);
        await Expect(first.Locator("xpath=following-sibling::li[1]")).ToContainTextAsync("120");
    }

    [PageTheory]
    [InlineData("outside_buckets", "Not measured for this size and compression")]
    [InlineData("unknown_compression", "Not measured for this compression: how much a JPEG file has lost")]
    public async Task Trust_NoBucket_SaysThatNobodyMeasured(string reason, string words)
    {
        await using var tab = await browser.OpenAsync();
        await tab.AnswerWithAsync(analysis => analysis["reliability"] = JsonNode.Parse(
            $$"""{ "jpegQuality": 0, "longestSide": 1024, "notMeasured": "{{reason}}" }"""));

        await tab.AddAsync(Pictures.Camera);
        await tab.ToResultAsync();

        await Expect(tab.Page.Locator("#trust-title + ul > li").First).ToContainTextAsync(words);
    }
}
