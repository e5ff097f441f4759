using Detector.Page.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>What of a picture can be seen, and when: pixels of screenshots.</summary>
[Collection(BrowserTests.Name)]
public sealed class LensTests(Browser browser)
{
    /// <summary>Above it, the picture is seen.</summary>
    private const double Seen = 0.9;

    /// <summary>Below it, it is not.</summary>
    private const double Unseen = 0.3;

    /// <summary>Of a colour, from drawing at another size.</summary>
    private const int Rounding = 24;

    private static readonly TabOptions Sharp = new() { Preferences = new { blur = 0, grey = false, advance = false } };

    [PageFact]
    public async Task Picture_BeforeAReveal_IsNowhereOnThePage()
    {
        await using var tab = await browser.OpenAsync(options: Sharp);
        await tab.AddAsync(Pictures.Squares);
        await tab.OutlineAsync();
        var picture = Shot.Of(Pictures.Squares.Buffer);

        var asked = await tab.ShootAsync(tab.Plate.Locator(".sheet"));
        await tab.ToResultAsync();
        var scored = await tab.ShootAsync(tab.Plate.Locator(".sheet"));

        Assert.InRange(asked.Likeness(picture), 0, Unseen);
        Assert.InRange(scored.Likeness(picture), 0, Unseen);
        Assert.Equal(0, await tab.Page.EvaluateAsync<int>("document.querySelectorAll('img, video, picture').length"));
        Assert.InRange(await tab.Page.EvaluateAsync<int>(
            """
            Math.max(...[...document.querySelectorAll('canvas')].filter(one => one.checkVisibility())
              .map(one => one.width * one.height))
            """), 1, 96 * 96);
    }

    [PageFact]
    public async Task Lens_HeldByTheMouse_ShowsThatTileOnlyAndLettingGoHidesIt()
    {
        await using var tab = await browser.OpenAsync(options: Sharp);
        await tab.AddAsync(Pictures.Squares);
        await tab.ToResultAsync();
        var sheet = await Tab.BoxAsync(tab.Plate.Locator(".sheet"));
        var (x, y) = (sheet.X + (sheet.Width * 0.6f), sheet.Y + (sheet.Height * 0.55f));
        var mouse = tab.Page.Mouse;
        await mouse.ClickAsync(x, y);
        await Expect(tab.Lens).ToBeHiddenAsync();
        var before = await tab.ShootAsync(tab.Plate);

        await mouse.DownAsync();
        await Expect(tab.Lens).ToBeVisibleAsync();
        var held = await tab.ShootAsync(tab.Plate);
        var (lens, plate) = (await Tab.BoxAsync(tab.Lens), await Tab.BoxAsync(tab.Plate));
        await mouse.UpAsync();
        await Expect(tab.Lens).ToBeHiddenAsync();
        var after = await tab.ShootAsync(tab.Plate);

        // The lens has a line of two pixels around it.
        var (left, top) = ((int)(lens.X - plate.X), (int)(lens.Y - plate.Y));
        var (inside, outside) = held.Differing(before, (px, py) =>
            px >= left - 3 && px < left + lens.Width + 3 && py >= top - 3 && py < top + lens.Height + 3);
        Assert.Equal(0, outside);
        Assert.InRange(inside, lens.Width * lens.Height / 2, (lens.Width + 6) * (lens.Height + 6));
        Assert.InRange(lens.Width * lens.Height, 1, sheet.Width * sheet.Height / 4);
        Assert.Equal((0, 0), after.Differing(before, (_, _) => true));

        // What it shows is that part of the picture.
        var picture = Shot.Of(Pictures.Squares.Buffer);
        var scale = picture.Width / sheet.Width;
        var part = picture.Cut(
            (int)MathF.Round((lens.X - sheet.X) * scale), (int)MathF.Round((lens.Y - sheet.Y) * scale),
            (int)(lens.Width * scale) - 1, (int)(lens.Height * scale) - 1);
        var seen = held.Cut(left, top, (int)lens.Width - 1, (int)lens.Height - 1);
        Assert.InRange(seen.Likeness(part), Seen, 1);
        await Expect(tab.Page.Locator(".look")).ToContainTextAsync("tiles 1, whole picture 0×");
    }

    [PageFact]
    public async Task Lens_AsItIsSet_IsGreyAndBlurred()
    {
        await using var tab = await browser.OpenAsync();
        await tab.AddAsync(Pictures.Squares);
        await tab.ToResultAsync();
        await tab.Plate.FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowRight");

        await tab.Page.Keyboard.DownAsync(" ");
        await Expect(tab.Lens).ToBeVisibleAsync();
        var lens = await tab.ShootAsync(tab.Lens);
        await tab.Page.Keyboard.UpAsync(" ");
        await Expect(tab.Lens).ToBeHiddenAsync();

        // The middle, away from the line around it.
        var middle = lens.Cut(lens.Width / 4, lens.Height / 4, lens.Width / 2, lens.Height / 2);
        for (var y = 0; y < middle.Height; y++)
        {
            for (var x = 0; x < middle.Width; x++)
            {
                var pixel = middle.At(x, y);
                Assert.InRange(Math.Abs(pixel[0] - pixel[1]) + Math.Abs(pixel[1] - pixel[2]), 0, 6);
                if (x > 0)
                {
                    // No edge is left between squares of 20 and 235.
                    Assert.InRange(Math.Abs(pixel[0] - middle.At(x - 1, y)[0]), 0, Rounding);
                }
            }
        }
    }

    [PageFact]
    public async Task Lens_WindowLosesTheFocus_IsHidden()
    {
        await using var tab = await browser.OpenAsync(options: Sharp);
        await tab.AddAsync(Pictures.Squares);
        await tab.ToResultAsync();
        await tab.Page.Keyboard.DownAsync("l");
        await Expect(tab.Lens).ToBeVisibleAsync();

        await tab.Page.EvaluateAsync("dispatchEvent(new Event('blur'))");

        await Expect(tab.Lens).ToBeHiddenAsync();
        Assert.Equal(0, await tab.Lens.Locator("canvas").EvaluateAsync<int>("canvas => canvas.width"));
    }

    [PageFact]
    public async Task WholePicture_AskedAndConfirmed_IsShownCountedAndHiddenAgain()
    {
        await using var tab = await browser.OpenAsync(options: Sharp);
        await tab.AddAsync(Pictures.Squares);
        await tab.ToResultAsync();
        await tab.Page.Keyboard.PressAsync("h");
        var picture = Shot.Of(Pictures.Squares.Buffer);
        var sheet = tab.Plate.Locator(".sheet");

        await tab.Page.Keyboard.PressAsync("r");
        await Expect(tab.Page.Locator(".ask")).ToBeFocusedAsync();
        var asked = await tab.ShootAsync(sheet);
        Assert.InRange(asked.Likeness(picture), 0, Unseen);

        await tab.Page.Locator("[data-id=yes]").ClickAsync();
        await Expect(tab.Page.Locator("canvas.picture")).ToBeVisibleAsync();
        await Expect(tab.Plate).ToBeFocusedAsync();
        await Expect(tab.Plate).ToBeInViewportAsync(new() { Ratio = 1 });
        // Whatever regions the model of the day finds are drawn over it.
        await tab.Page.EvaluateAsync("document.querySelectorAll('.box').forEach(one => one.style.visibility = 'hidden')");
        var shown = await tab.ShootAsync(sheet);
        Assert.InRange(shown.Likeness(picture), Seen, 1);
        await Expect(tab.Page.Locator(".look")).ToContainTextAsync("tiles 0, whole picture 1×");

        await tab.Page.Keyboard.PressAsync("Escape");
        await Expect(tab.Page.Locator("canvas.picture")).ToBeHiddenAsync();
        var hidden = await tab.ShootAsync(sheet);
        Assert.InRange(hidden.Likeness(picture), 0, Unseen);
    }
}
