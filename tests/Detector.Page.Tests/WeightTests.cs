using Detector.Page.Tests.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>Small, and answering with a long queue.</summary>
[Collection(BrowserTests.Name)]
public sealed class WeightTests(Browser browser, ITestOutputHelper output)
{
    private const int MaxBytes = 150_000;

    /// <summary>Far more than a person would call slow, for machines that do much else.</summary>
    private const double LongestBlock = 1000;

    [PageFact]
    public async Task FirstLoad_AllThatComes_IsUnder150Kilobytes()
    {
        await using var tab = await browser.OpenAsync();
        await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        var total = 0;
        foreach (var response in tab.Responses)
        {
            total += (await response.Request.SizesAsync()).ResponseBodySize;
        }

        var shown = await tab.Page.EvaluateAsync<double>(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime");
        output.WriteLine($"{tab.Responses.Count} responses, {total} bytes, seen after {shown:F0} ms");
        Assert.InRange(total, 10_000, MaxBytes);
        Assert.Contains(tab.Responses, response => response.Url.EndsWith("/report/case.js", StringComparison.Ordinal));
    }

    [PageFact]
    public async Task Queue_Of200Files_StaysResponsive()
    {
        await using var tab = await browser.OpenAsync();
        await tab.Page.EvaluateAsync(
            """
            base64 => {
              const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
              const dataTransfer = new DataTransfer();
              for (let i = 0; i < 200; i++) {
                dataTransfer.items.add(new File([bytes], `small-${i}.png`));
              }
              window.blocks = [];
              let last = performance.now();
              setInterval(() => {
                blocks.push(performance.now() - last);
                last = performance.now();
              }, 10);
              setTimeout(() => document.body.dispatchEvent(
                new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer })), 50);
            }
            """,
            Convert.ToBase64String(Pictures.Small(1).Buffer));
        await Expect(tab.Rows).ToHaveCountAsync(200);
        for (var i = 1; i <= 10; i++)
        {
            await tab.Page.Keyboard.PressAsync("j");
            await Expect(tab.Page.Locator("#case h1")).ToHaveTextAsync($"small-{i}.png");
        }

        await tab.Page.Keyboard.PressAsync("3");
        await Expect(tab.Page.Locator(".score")).ToBeVisibleAsync();
        await tab.Page.Locator("#rows").FocusAsync();
        await tab.Page.Keyboard.PressAsync("End");
        await Expect(tab.Page.Locator("#case h1")).ToHaveTextAsync("small-199.png");

        var longest = await tab.Page.EvaluateAsync<double>("Math.max(...blocks)");
        var usual = await tab.Page.EvaluateAsync<double>("blocks.sort((a, b) => a - b)[blocks.length >> 1]");
        output.WriteLine($"blocks: longest {longest:F0} ms, median {usual:F0} ms");
        Assert.InRange(longest, 0, LongestBlock);
    }
}
