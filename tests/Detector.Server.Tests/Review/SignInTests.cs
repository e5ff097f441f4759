using System.Net;
using System.Text;
using Detector.Server.Review;
using Detector.Server.Security;
using Detector.Server.Tests.Http;
using Detector.Server.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Review;

/// <summary>Signing in and out at the page, and what the cookie then opens.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task SignIn_GoodKey_SetsACookieThatScriptsCannotReadAndGivesTheToken()
    {
        await using var host = await PageHost.StartAsync(keys: true);

        using var response = await host.SignInAsync(PageHost.KeyA);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var parts = PageHost.CookieOf(response).Split("; ");
        Assert.StartsWith($"{PageHost.CookieName}=", parts[0], StringComparison.Ordinal);
        Assert.Equal(["httponly", "path=/", "samesite=strict"], PageHost.Flags(parts));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var settings = await PageHost.JsonOf(response);
        Assert.True((bool)settings["signIn"]!);
        Assert.True((bool)settings["signedIn"]!);
        Assert.Equal("a", (string)settings["client"]!);
        Assert.Equal(43, ((string)settings["csrf"]!).Length);
        Assert.DoesNotContain((string)settings["csrf"]!, parts[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_Form_WorksToo()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        using var form = new FormUrlEncodedContent([new("key", $" {PageHost.KeyB} ")]);

        using var response = await host.SendAsync(HttpMethod.Post, "/review/session", form);

        Assert.Equal("b", (string)(await PageHost.JsonOf(response))["client"]!);
    }

    [Fact]
    public async Task SignIn_Twice_EndsTheFirstSession()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyA);

        using var second = await host.SignInAsync(PageHost.KeyA, ("Cookie", cookie));

        Assert.NotEqual(cookie, PageHost.CookieOf(second).Split(';')[0]);
        using var response = await ModelsAsync(host, cookie, csrf);
        Assert.Equal("no_credentials", await PageHost.ReasonOf(response, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task SignIn_BadKeys_AreRefusedAndThenSlowedAndNeverLogged()
    {
        await using var host = await PageHost.StartAsync(true, ("Access:BadAttemptsPerMinute", "3"));
        for (var i = 0; i < 3; i++)
        {
            using var bad = await host.SignInAsync("guesswork");
            Assert.Equal("bad_credentials", await PageHost.ReasonOf(bad, HttpStatusCode.Unauthorized));
            Assert.False(bad.Headers.Contains("Set-Cookie"));
        }

        using var response = await host.SignInAsync(PageHost.KeyA);

        Assert.Equal("rate_limited", await PageHost.ReasonOf(response, HttpStatusCode.TooManyRequests));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.DoesNotContain(host.Server.Log.All, line => line.Message.Contains("guesswork", StringComparison.Ordinal)
            || line.Message.Contains(PageHost.KeyA, StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> BadBodies => new()
    {
        { "application/json", "{\"key\":\"\"}", "invalid_field" },
        { "application/json", "{}", "invalid_field" },
        { "application/json", "null", "invalid_field" },
        { "application/json", "{\"key\":", "malformed_request" },
        { "application/json", $"{{\"key\":\"{new string('x', SignInBody.MaxBytes)}\"}}", "malformed_request" },
        { "application/x-www-form-urlencoded", "other=1", "invalid_field" },
        { "application/x-www-form-urlencoded", "key=a&key=b", "invalid_field" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task SignIn_BadBody_Is400(string type, string body, string reason)
    {
        await using var host = await PageHost.StartAsync(keys: true);
        using var content = new StringContent(body, Encoding.UTF8, type);

        using var response = await host.SendAsync(HttpMethod.Post, "/review/session", content);

        Assert.Equal(reason, await PageHost.ReasonOf(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task SignIn_OtherContentType_Is415()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        using var content = new StringContent(PageHost.KeyA);

        using var response = await host.SendAsync(HttpMethod.Post, "/review/session", content);

        Assert.Equal(
            "unsupported_content_type", await PageHost.ReasonOf(response, HttpStatusCode.UnsupportedMediaType));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task SignIn_FromAForeignPage_IsRefused(string header, string value)
    {
        await using var host = await PageHost.StartAsync(keys: true);

        using var response = await host.SignInAsync(PageHost.KeyA, (header, value));

        Assert.Equal("not_allowed", await PageHost.ReasonOf(response, HttpStatusCode.Forbidden));
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task SignIn_Keyless_SetsNothing()
    {
        await using var host = await PageHost.StartAsync();

        using var response = await host.SignInAsync("whatever");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.False((bool)(await PageHost.JsonOf(response))["signIn"]!);
    }

    [Fact]
    public async Task SignIn_BehindAProxyWithTls_IsSecure()
    {
        await using var host = await PageHost.StartAsync(keys: true);

        using var response = await host.SignInAsync(
            PageHost.KeyA, ("Host", "detector.example"), ("Origin", "https://detector.example"));

        var cookie = PageHost.CookieOf(response);
        Assert.StartsWith("__Host-detector-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        var csrf = (string)(await PageHost.JsonOf(response))["csrf"]!;
        using var models = await ModelsAsync(host, cookie.Split(';')[0], csrf);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
    }

    [Fact]
    public async Task Api_WithCookieAndToken_IsThatClient()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyA);

        using var models = await ModelsAsync(host, cookie, csrf);
        using var analysis = await AnalyzeAsync(host, cookie, csrf);

        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        Assert.Equal(HttpStatusCode.OK, analysis.StatusCode);
    }

    [Fact]
    public async Task Api_WithCookieButWithoutItsToken_IsRefused()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyA);
        var (_, other) = await host.SignedInAsync(PageHost.KeyB);

        foreach (var token in (string?[])[null, "", "nonsense", other, csrf + "x", csrf[..^1]])
        {
            using var models = await ModelsAsync(host, cookie, token);
            using var analysis = await AnalyzeAsync(host, cookie, token);
            Assert.Equal("not_allowed", await PageHost.ReasonOf(models, HttpStatusCode.Forbidden));
            Assert.Equal("not_allowed", await PageHost.ReasonOf(analysis, HttpStatusCode.Forbidden));
        }
    }

    [Fact]
    public async Task Api_WithCookieAndTokenFromAForeignPage_IsRefused()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyA);

        using var response = await host.SendAsync(
            HttpMethod.Post, "/v1/analyze", TestCalls.Body(TestCalls.Picture), ("Cookie", cookie),
            (PageHost.CsrfHeader, csrf), ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal("not_allowed", await PageHost.ReasonOf(response, HttpStatusCode.Forbidden));
    }

    [Theory]
    [InlineData("detector-session=")]
    [InlineData("detector-session=nonsense")]
    [InlineData("other=1")]
    public async Task Api_WithACookieOfNoSession_IsAsWithoutOne(string cookie)
    {
        await using var host = await PageHost.StartAsync(true, ("Access:BadAttemptsPerMinute", "1"));

        for (var i = 0; i < 3; i++)
        {
            using var response = await ModelsAsync(host, cookie, "token");
            Assert.Equal("no_credentials", await PageHost.ReasonOf(response, HttpStatusCode.Unauthorized));
        }
    }

    [Fact]
    public async Task Api_WithKeyAndCookie_IsTheKeysClientAndNeedsNoToken()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, _) = await host.SignedInAsync(PageHost.KeyA);

        using var good = await host.SendAsync(
            HttpMethod.Get, "/v1/models", null, ("Cookie", cookie), ("x-api-key", PageHost.KeyB));
        using var bad = await host.SendAsync(
            HttpMethod.Get, "/v1/models", null, ("Cookie", cookie), ("x-api-key", "nonsense"));

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal("bad_credentials", await PageHost.ReasonOf(bad, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Grpc_WithCookieAndToken_IsRefused()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyA);
        var metadata = new Metadata { { "cookie", cookie }, { PageHost.CsrfHeader, csrf } };

        var error = await Assert.ThrowsAsync<RpcException>(
            () => host.Server.Client.AnalyzeAsync(Requests.For(), metadata).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }

    [Fact]
    public async Task SignOut_WithToken_EndsTheSession()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyA);

        using var response = await host.SendAsync(
            HttpMethod.Delete, "/review/session", null, ("Cookie", cookie), (PageHost.CsrfHeader, csrf));

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.StartsWith(
            $"{PageHost.CookieName}=; expires=Thu, 01 Jan 1970", PageHost.CookieOf(response), StringComparison.Ordinal);
        using var models = await ModelsAsync(host, cookie, csrf);
        Assert.Equal("no_credentials", await PageHost.ReasonOf(models, HttpStatusCode.Unauthorized));
        Assert.Equal(0, host.Server.Services.GetRequiredService<ReviewSessions>().Count);
    }

    [Fact]
    public async Task SignOut_WithoutToken_IsRefusedAndTheSessionStays()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookie, csrf) = await host.SignedInAsync(PageHost.KeyA);

        using var response = await host.SendAsync(HttpMethod.Delete, "/review/session", null, ("Cookie", cookie));

        Assert.Equal("not_allowed", await PageHost.ReasonOf(response, HttpStatusCode.Forbidden));
        using var models = await ModelsAsync(host, cookie, csrf);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
    }

    [Fact]
    public async Task SignOut_WithoutSession_IsFine()
    {
        await using var host = await PageHost.StartAsync(keys: true);

        using var response = await host.SendAsync(HttpMethod.Delete, "/review/session");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task KeyRotated_EndsItsSessionsAndNoOthers()
    {
        await using var host = await PageHost.StartAsync(keys: true);
        var (cookieA, csrfA) = await host.SignedInAsync(PageHost.KeyA);
        var (cookieB, csrfB) = await host.SignedInAsync(PageHost.KeyB);

        host.Set("Access:Clients:0:KeyHashes:0", ApiKeys.HashText("another"));

        using var ended = await ModelsAsync(host, cookieA, csrfA);
        using var stays = await ModelsAsync(host, cookieB, csrfB);
        Assert.Equal("no_credentials", await PageHost.ReasonOf(ended, HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
    }

    private static Task<HttpResponseMessage> ModelsAsync(PageHost host, string cookie, string? csrf) =>
        host.SendAsync(HttpMethod.Get, "/v1/models", null, ("Cookie", cookie), (PageHost.CsrfHeader, csrf));

    private static Task<HttpResponseMessage> AnalyzeAsync(PageHost host, string cookie, string? csrf) => host.SendAsync(
        HttpMethod.Post, "/v1/analyze?priority=interactive&map=true", TestCalls.Body(TestCalls.Picture),
        ("Cookie", cookie), (PageHost.CsrfHeader, csrf), ("Sec-Fetch-Site", "same-origin"));
}
