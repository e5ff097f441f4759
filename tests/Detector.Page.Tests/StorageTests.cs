using System.Net;
using System.Net.Sockets;
using Detector.Page.Tests.Support;
using Detector.Server.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Detector.Page.Tests;

/// <summary>What is left of a session: nothing but preferences.</summary>
[Collection(BrowserTests.Name)]
public sealed class StorageTests(Browser browser)
{
    private const string Kept =
        """
        async () => [
          ...Object.keys(localStorage).map(key => `local ${key}`),
          ...Object.keys(sessionStorage).map(key => `session ${key}`),
          ...(await indexedDB.databases()).map(({ name }) => `database ${name}`),
          ...(await caches.keys()).map(key => `cache ${key}`),
          ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `worker ${scope}`),
          ...document.cookie.split(';').filter(Boolean).map(cookie => `cookie ${cookie}`),
        ]
        """;

    [PageFact]
    public async Task Reload_AfterASession_LeavesNothing()
    {
        await using var tab = await browser.OpenAsync();
        await tab.AddAsync(Pictures.Small(4), Pictures.Small(5));
        await tab.Page.Keyboard.PressAsync("3");
        await Expect(tab.Page.Locator(".score")).ToBeVisibleAsync();
        await tab.Page.Locator("#note").FillAsync("A note.");
        Assert.Empty(await tab.Page.EvaluateAsync<string[]>(Kept));
        await tab.Page.Locator(".decide [data-id=escalate]").ClickAsync();
        await tab.Page.Keyboard.PressAsync("h");

        await tab.Page.ReloadAsync();
        await Expect(tab.Page.Locator("#queue-title")).ToBeVisibleAsync();

        // The browser asked first, as there were decisions that nobody had exported.
        Assert.Equal(["beforeunload"], tab.Dialogs);
        await Expect(tab.Rows).ToHaveCountAsync(0);
        Assert.Equal(["local detector.preferences"], await tab.Page.EvaluateAsync<string[]>(Kept));
        var kept = await tab.Page.EvaluateAsync<string>("localStorage['detector.preferences']");
        Assert.DoesNotContain("note", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("small-", kept, StringComparison.Ordinal);
        Assert.Empty(await tab.Page.Context.CookiesAsync());
    }

    [PageFact]
    public async Task Server_AfterASession_HasWrittenNoFile()
    {
        var folder = Path.Combine(Browser.Output, "cwd", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var address = $"127.0.0.1:{FreePort()}";
        await using var server = ServerProcess.Start(
            folder, "--model", Path.Combine(Browser.Output, "model"), "--device", "cpu", "--grpc", "127.0.0.1:0",
            "--http", address);
        await server.AddressAsync();
        await using (var tab = await browser.OpenAsync(new Uri($"http://{address}")))
        {
            tab.RefusalsExpected = true;
            await tab.AddAsync(Pictures.Edited, Pictures.Corrupt, Pictures.Squares);
            await tab.ToResultAsync();
            await tab.ExpectStateAsync(1, "failed");
            await tab.ExpectStateAsync(2, "ready");
            await tab.Page.Keyboard.PressAsync("n");
            await tab.ExpectStateAsync(0, "decided");
            await tab.Page.Keyboard.PressAsync("k");
            await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.Keyboard.PressAsync("v"));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Assert.Equal(0, await server.StopAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
