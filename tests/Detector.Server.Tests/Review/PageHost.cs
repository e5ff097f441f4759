using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Detector.Server.Security;
using Detector.Server.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Detector.Server.Tests.Review;

/// <summary>The whole server, and a browser that keeps no cookies of its own.</summary>
internal sealed class PageHost : IAsyncDisposable
{
    public const string CookieName = "detector-session";
    public const string CsrfHeader = "X-Detector-Csrf";

    private readonly SocketsHttpHandler _handler = new() { UseCookies = false };

    private PageHost(ServerHost server)
    {
        Server = server;
        _handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.Subject == "CN=localhost";
        Client = new HttpClient(_handler) { BaseAddress = server.HttpAddress };
    }

    public ServerHost Server { get; }

    public HttpClient Client { get; }

    /// <summary>Two clients, a and b.</summary>
    public static string KeyA { get; } = ApiKeys.Create();

    public static string KeyB { get; } = ApiKeys.Create();

    public static IReadOnlyDictionary<string, string?> Keys { get; } = new Dictionary<string, string?>
    {
        ["Access:Clients:0:Name"] = "a",
        ["Access:Clients:0:KeyHashes:0"] = ApiKeys.HashText(KeyA),
        ["Access:Clients:1:Name"] = "b",
        ["Access:Clients:1:KeyHashes:0"] = ApiKeys.HashText(KeyB),
    };

    public static async Task<PageHost> StartAsync(
        bool keys = false, params (string Name, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(keys ? Keys : new Dictionary<string, string?>());
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return new PageHost(await ServerHost.StartAsync(all));
    }

    /// <summary>Changes a setting of the running server.</summary>
    public void Set(string name, string value)
    {
        var configuration = (IConfigurationRoot)Server.App.Configuration;
        configuration[name] = value;
        configuration.Reload();
    }

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string? Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                Assert.True(request.Headers.TryAddWithoutValidation(name, value));
            }
        }

        return Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> SignInAsync(string key, params (string Name, string? Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/review/session", JsonContent.Create(new { key }), headers);

    /// <summary>Signs in and returns the cookie, as it is sent back, and the token.</summary>
    public async Task<(string Cookie, string Csrf)> SignedInAsync(string key)
    {
        using var response = await SignInAsync(key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var settings = await JsonOf(response);
        return (CookieOf(response).Split(';')[0], (string)settings["csrf"]!);
    }

    public static string CookieOf(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single();

    /// <summary>What a cookie says beside its value, in the order of the alphabet.</summary>
    public static IEnumerable<string> Flags(IEnumerable<string> parts) =>
        parts.Skip(1).Select(part => part.ToLowerInvariant()).Order(StringComparer.Ordinal);

    public static async Task<JsonObject> JsonOf(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>Checks that it is a problem, and returns its reason.</summary>
    public static async Task<string> ReasonOf(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (string)JsonNode.Parse(text)!["reason"]!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await Server.DisposeAsync();
    }
}
