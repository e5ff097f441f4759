using System.Collections;
using Detector.Server.Tests.Support;
using Microsoft.Playwright;

namespace Detector.Page.Tests.Support;

/// <summary>One browser and one server with the bundled model for all tests; each has a context of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ServerHost? _server;

    /// <summary>Where tests put what they make.</summary>
    internal static string Output { get; } = AppContext.BaseDirectory;

    /// <summary>The server that all tests share that need no other one.</summary>
    internal ServerHost Server => _server!;

    public async Task InitializeAsync()
    {
        if (Chromium.WhyNot is not null)
        {
            return;
        }

        // The browser's profile belongs to the output too. Its socket cannot: its path must be short.
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
        var temporary = Path.Combine(Output, "tmp");
        Directory.CreateDirectory(temporary);
        Environment.SetEnvironmentVariable("TMPDIR", temporary);
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        // Patience for machines that do much else: what is asserted is never how fast something is.
        Assertions.SetDefaultExpectTimeout(60_000);
        var server = StartServerAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium.Program,
            Headless = true,
            ChromiumSandbox = false,
            Env = environment,
            Args = Chromium.Switches,
            DownloadsPath = Path.Combine(temporary, "downloads"),
        });
        _server = await server;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    /// <summary>A server with the bundled model.</summary>
    internal static Task<ServerHost> StartServerAsync(params (string Name, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Detector:ModelDirectory"] = Path.Combine(Output, "model"),
            ["Server:DrainSeconds"] = "2",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return ServerHost.StartAsync(all);
    }

    /// <summary>A new context with the page open.</summary>
    /// <param name="address">Of which server; null for the shared one.</param>
    /// <param name="options">What the browser is like.</param>
    internal Task<Tab> OpenAsync(Uri? address = null, TabOptions? options = null) =>
        Tab.OpenAsync(_browser!, address ?? Server.HttpAddress, options ?? new());

    /// <summary>The page as the server sends it, in a browser that runs no script; the caller ends its context.</summary>
    internal async Task<IPage> OpenWithoutScriptsAsync(string locale)
    {
        var context = await _browser!.NewContextAsync(new() { Locale = locale, JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{Server.HttpAddress}");
        return page;
    }
}

/// <summary>The tests that share it. They run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
