using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Detector.Page.Tests.Support;

/// <summary>What the browser is like.</summary>
internal sealed record TabOptions
{
    public int Width { get; init; } = 1280;

    public int Height { get; init; } = 900;

    public string Locale { get; init; } = "en-GB";

    public bool Dark { get; init; }

    /// <summary>Preferences that an earlier visit left; null for a first visit.</summary>
    public object? Preferences { get; init; }
}

/// <summary>
/// The page in a tab of its own. At its end it is checked that nothing went wrong in between: no error in the console,
/// no violation of the policy, no missing words, no request to anybody else.
/// </summary>
internal sealed class Tab : IAsyncDisposable
{
    private const string FailedRequest = "Failed to load resource";

    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentQueue<IResponse> _responses = new();
    private readonly TaskCompletionSource<IFileChooser> _chooser = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Uri _address;

    private Tab(IPage page, Uri address)
    {
        (Page, _address) = (page, address);
        page.Console += (_, message) => Note(message);
        page.PageError += (_, error) => _wrong.Enqueue($"error: {error}");
        page.Response += (_, response) => _responses.Enqueue(response);
        page.Request += (_, request) => Note(request);
        // From the start: who first listens when a key is pressed may miss the dialog that it opens.
        page.FileChooser += (_, chooser) => _chooser.TrySetResult(chooser);
        page.Dialog += async (_, dialog) =>
        {
            Dialogs.Enqueue(dialog.Type);
            await dialog.AcceptAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>What came from the server.</summary>
    public IReadOnlyCollection<IResponse> Responses => _responses;

    /// <summary>The browser's dialog for files, as soon as the page has opened it.</summary>
    public Task<IFileChooser> Chooser => _chooser.Task.WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Dialogs of the browser itself; all are accepted.</summary>
    public ConcurrentQueue<string> Dialogs { get; } = new();

    /// <summary>The browser writes into the console whatever was refused: right only where that is tested.</summary>
    public bool RefusalsExpected { get; set; }

    public ILocator Rows => Page.Locator("#rows .row");

    public ILocator Plate => Page.Locator(".plate").First;

    public ILocator Lens => Page.Locator(".lens");

    public static async Task<Tab> OpenAsync(IBrowser browser, Uri address, TabOptions options)
    {
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = options.Width, Height = options.Height },
            Locale = options.Locale,
            ColorScheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            BaseURL = address.ToString(),
        });
        var page = await context.NewPageAsync();
        var tab = new Tab(page, address);
        await page.ExposeFunctionAsync("noteViolation", (string what) => tab._wrong.Enqueue($"policy: {what}"));
        await page.AddInitScriptAsync(
            """
            addEventListener('securitypolicyviolation', event =>
              noteViolation(`${event.violatedDirective} ${event.blockedURI}`));
            """);
        if (options.Preferences is not null)
        {
            var json = JsonSerializer.Serialize(JsonSerializer.Serialize(options.Preferences));
            await page.AddInitScriptAsync($"localStorage.getItem('detector.preferences') ?? "
                + $"localStorage.setItem('detector.preferences', {json});");
        }

        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator("#case h1, #gate h1")).ToBeVisibleAsync();
        return tab;
    }

    /// <summary>Chooses files, as from the browser's dialog.</summary>
    public Task AddAsync(params FilePayload[] files) => Page.Locator("#files").SetInputFilesAsync(files);

    /// <summary>Drops files on the window.</summary>
    public Task DropAsync(params FilePayload[] files) => WithFilesAsync<object>(
        files,
        """
        for (const type of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
        }
        """);

    /// <summary>Pastes files, or text where there are none, while something has the focus; true where the page took
    /// it.</summary>
    public Task<bool> PasteAsync(string focus, params FilePayload[] files) => WithFilesAsync<bool>(
        files,
        $$"""
        if (files.length === 0) {
          data.setData('text/plain', 'words');
        }
        return !document.querySelector('{{focus}}').dispatchEvent(
          new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
        """);

    private Task<T> WithFilesAsync<T>(FilePayload[] files, string script) => Page.EvaluateAsync<T>(
        $$"""
        files => {
          const data = new DataTransfer();
          for (const { name, base64 } of files) {
            const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
            data.items.add(new File([bytes], name));
          }
          {{script}}
        }
        """,
        files.Select(file => new { name = file.Name, base64 = Convert.ToBase64String(file.Buffer) }).ToArray());

    /// <summary>Awaits that a row is in a state: waiting, uploading, scoring, ready, decided, failed.</summary>
    public Task ExpectStateAsync(int row, string state) =>
        Assertions.Expect(Rows.Nth(row)).ToHaveAttributeAsync("data-state", state);

    /// <summary>
    /// Changes the server's answers, for what the bundled model does not say, or says otherwise after its next training.
    /// </summary>
    public Task<IAsyncDisposable> AnswerWithAsync(Action<JsonNode> change) => Page.RouteAsync("**/v1/analyze*", async route =>
    {
        var response = await route.FetchAsync();
        var answer = JsonNode.Parse(await response.TextAsync())!;
        change(answer["analysis"]!);
        await route.FulfillAsync(new() { Response = response, Body = answer.ToJsonString() });
    });

    /// <summary>Gives the own view and awaits the score.</summary>
    public async Task ToResultAsync()
    {
        await Page.Locator("[data-view=unsure]").ClickAsync();
        await Assertions.Expect(Page.Locator(".score")).ToBeVisibleAsync();
        await OutlineAsync();
    }

    /// <summary>Awaits the outline.</summary>
    public Task OutlineAsync() => Assertions.Expect(Plate.Locator(".sheet > canvas").First).ToBeVisibleAsync();

    /// <summary>What is on the screen, or in a part of it.</summary>
    public async Task<Shot> ShootAsync(ILocator? part = null)
    {
        if (part is not null)
        {
            await part.ScrollIntoViewIfNeededAsync();
        }

        var clip = part is null ? null : await BoxAsync(part);
        return Shot.Of(await Page.ScreenshotAsync(new()
        {
            Clip = clip is null ? null : new() { X = clip.X, Y = clip.Y, Width = clip.Width, Height = clip.Height },
            Animations = ScreenshotAnimations.Disabled,
        }));
    }

    /// <summary>Where something is in the window, in whole pixels around it.</summary>
    public static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator part)
    {
        var box = (await part.BoundingBoxAsync())!;
        var (left, top) = (MathF.Floor(box.X), MathF.Floor(box.Y));
        return new()
        {
            X = left,
            Y = top,
            Width = MathF.Ceiling(box.X + box.Width) - left,
            Height = MathF.Ceiling(box.Y + box.Height) - top,
        };
    }

    /// <summary>Keeps a picture of the page in the output folder.</summary>
    public Task KeepAsync(string name) => Page.ScreenshotAsync(new()
    {
        Path = Path.Combine(Browser.Output, "screenshots", $"{name}.png"),
    });

    public async ValueTask DisposeAsync()
    {
        var missing = await Page.EvaluateAsync<string?>("document.documentElement.dataset.missing ?? null");
        await Page.Context.DisposeAsync();
        Assert.Null(missing);
        Assert.Empty(_wrong);
    }

    private void Note(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning"
            && !(RefusalsExpected && message.Text.StartsWith(FailedRequest, StringComparison.Ordinal)))
        {
            _wrong.Enqueue($"console: {message.Text} ({message.Location})");
        }
    }

    private void Note(IRequest request)
    {
        var address = new Uri(request.Url);
        if (address.Scheme is not ("blob" or "data") && address.Authority != _address.Authority)
        {
            _wrong.Enqueue($"request: {request.Url}");
        }
    }
}
