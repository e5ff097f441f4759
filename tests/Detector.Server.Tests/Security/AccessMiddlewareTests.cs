using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Detector.Server.Security;
using Detector.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Status = Google.Rpc.Status;

namespace Detector.Server.Tests.Security;

public sealed class AccessMiddlewareTests
{
    private static readonly string KeyA = ApiKeys.Create();
    private static readonly string KeyB = ApiKeys.Create();

    private static readonly (string, string?)[] TwoClients =
        [.. AccessSetup.Client(0, "a", KeyA), .. AccessSetup.Client(1, "b", KeyB)];

    [Fact]
    public async Task Http_NoCredentials_Is401WithProblemAndHeaders()
    {
        using var setup = new AccessSetup(TwoClients);
        await using var host = await AccessHost.StartAsync(setup);

        var response = await host.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/analyze"));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer realm=\"detector\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        var problem = await ProblemOf(response);
        Assert.Equal("no_credentials", problem.GetProperty("reason").GetString());
        Assert.Equal(401, problem.GetProperty("status").GetInt32());
        Assert.Contains("x-api-key", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorization", "Bearer A", "a")]
    [InlineData("authorization", "bearer  A ", "a")]
    [InlineData("x-api-key", "B", "b")]
    public async Task Http_Key_IsThatClient(string header, string value, string client)
    {
        using var setup = new AccessSetup(TwoClients);
        await using var host = await AccessHost.StartAsync(setup);

        var response = await host.SendAsync(With((header, Fill(value))));

        Assert.Equal(client, await response.Content.ReadAsStringAsync());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("Basic A", null)]
    [InlineData("Bearer", null)]
    [InlineData("Bearer A", "B")]
    [InlineData("Bearer A", "nonsense")]
    [InlineData("Bearer nonsense", "A")]
    [InlineData(null, "")]
    [InlineData(null, "nonsense")]
    public async Task Http_BadKey_Is401AndNeverLogged(string? authorization, string? apiKey)
    {
        using var setup = new AccessSetup(TwoClients);
        await using var host = await AccessHost.StartAsync(setup);
        (string, string?)[] given = [("authorization", authorization), ("x-api-key", apiKey)];
        var headers = given.Where(h => h.Item2 is not null).Select(h => (h.Item1, Fill(h.Item2!)));

        var response = await host.SendAsync(With([.. headers]));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("invalid_token", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("bad_credentials", (await ProblemOf(response)).GetProperty("reason").GetString());
        Assert.Contains(host.Logs, line => line.StartsWith("1083 ", StringComparison.Ordinal));
        AssertNoKeys(host);
    }

    [Fact]
    public async Task Http_BothHeadersOfOneClient_IsThatClient()
    {
        using var setup = new AccessSetup([.. TwoClients, ("Clients:0:KeyHashes:1", ApiKeys.HashText("another of a"))]);
        await using var host = await AccessHost.StartAsync(setup);

        var response = await host.SendAsync(With(("authorization", $"Bearer {KeyA}"), ("x-api-key", "another of a")));

        Assert.Equal("a", await response.Content.ReadAsStringAsync());
        AssertNoKeys(host);
    }

    [Fact]
    public async Task Http_TooManyBadKeys_RefusesEvenTheGoodOneUntilTheMinuteIsOver()
    {
        using var setup = new AccessSetup([.. TwoClients, ("BadAttemptsPerMinute", "3")]);
        await using var host = await AccessHost.StartAsync(setup);
        for (var i = 0; i < 3; i++)
        {
            var bad = await host.SendAsync(With(("x-api-key", $"guess {i}")));
            Assert.Equal(HttpStatusCode.Unauthorized, bad.StatusCode);
        }

        var response = await host.SendAsync(With(("x-api-key", KeyA)));
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("rate_limited", (await ProblemOf(response)).GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.SendAsync(With())).StatusCode);
        Assert.Single(host.Logs, line => line.StartsWith("1084 ", StringComparison.Ordinal));

        setup.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(With(("x-api-key", KeyA)))).StatusCode);
    }

    [Fact]
    public async Task Http_OpenPath_NeedsNoCredentialsAndNoCloserPathIsOpen()
    {
        using var setup = new AccessSetup(TwoClients);
        await using var host = await AccessHost.StartAsync(setup);

        var ready = await host.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/readyz"));
        Assert.Equal("ready", await ready.Content.ReadAsStringAsync());
        string[] closed = ["/readyz/", "/READYZ", "/readyz/x", "/healthz/../v1/models", "/grpc.health.v1.Health/", "/"];
        foreach (var path in closed)
        {
            var response = await host.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task Http_Keyless_IsLocalAndRefusesOtherNamesAndOrigins()
    {
        using var setup = new AccessSetup();
        await using var host = await AccessHost.StartAsync(setup);

        Assert.Equal("local", await (await host.SendAsync(With())).Content.ReadAsStringAsync());
        Assert.Equal("not_allowed", await ReasonOf(host, With(("Host", "evil.example"))));
        Assert.Equal("not_allowed", await ReasonOf(host, With(("Origin", "http://evil.example"))));
    }

    [Fact]
    public async Task Grpc_NoCredentials_EndsInHeadersWithDetails()
    {
        using var setup = new AccessSetup(TwoClients);
        await using var host = await AccessHost.StartAsync(setup, HttpProtocols.Http2);

        var response = await host.SendAsync(Grpc(), http2: true);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("16", response.Headers.GetValues("grpc-status").Single());
        var message = response.Headers.GetValues("grpc-message").Single();
        Assert.Contains("needs credentials", message, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Referrer-Policy"));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        var status = DetailsOf(response);
        Assert.Equal(16, status.Code);
        var info = Assert.Single(status.Details).Unpack<ErrorInfo>();
        Assert.Equal(("no_credentials", "detector.v1"), (info.Reason, info.Domain));
    }

    [Theory]
    [InlineData(null, "no_credentials")]
    [InlineData("nonsense", "bad_credentials")]
    public async Task Grpc_RealClientWithALargeMessage_IsToldWhy(string? key, string reason)
    {
        using var setup = new AccessSetup(TwoClients);
        await using var host = await AccessHost.StartAsync(setup, HttpProtocols.Http2);
        using var channel = GrpcChannel.ForAddress(host.Address);
        var client = new DetectionService.DetectionServiceClient(channel);
        var metadata = new Metadata();
        if (key is not null)
        {
            metadata.Add("x-api-key", key);
        }

        var error = await Assert.ThrowsAsync<RpcException>(() => client.AnalyzeAsync(
            new AnalyzeRequest { Image = ByteString.CopyFrom(new byte[4 << 20]) }, metadata).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
        var details = Status.Parser.ParseFrom(error.Trailers.GetValueBytes("grpc-status-details-bin"));
        Assert.Equal(reason, details.Details[0].Unpack<ErrorInfo>().Reason);
    }

    [Fact]
    public async Task Grpc_GoodAndBadKeysOnOneAddress_AreToldApart()
    {
        using var setup = new AccessSetup([.. TwoClients, ("BadAttemptsPerMinute", "1")]);
        await using var host = await AccessHost.StartAsync(setup, HttpProtocols.Http2);

        var good = await host.SendAsync(Grpc(("authorization", $"Bearer {KeyB}")), http2: true);
        var bad = await host.SendAsync(Grpc(("x-api-key", "nonsense")), http2: true);
        var blocked = await host.SendAsync(Grpc(("authorization", $"Bearer {KeyB}")), http2: true);

        Assert.Equal("b", await good.Content.ReadAsStringAsync());
        Assert.Equal("16", bad.Headers.GetValues("grpc-status").Single());
        Assert.Equal("8", blocked.Headers.GetValues("grpc-status").Single());
        var details = DetailsOf(blocked).Details;
        Assert.Equal("rate_limited", details[0].Unpack<ErrorInfo>().Reason);
        Assert.InRange(details[1].Unpack<RetryInfo>().RetryDelay.Seconds, 1, 60);
        AssertNoKeys(host);
    }

    [Fact]
    public async Task Grpc_KeyRotated_FollowsWithoutARestart()
    {
        using var setup = new AccessSetup(TwoClients);
        await using var host = await AccessHost.StartAsync(setup, HttpProtocols.Http2);
        var before = await host.SendAsync(Grpc(("x-api-key", KeyA)), http2: true);
        Assert.Equal("a", await before.Content.ReadAsStringAsync());

        setup.Set(("Clients:0:KeyHashes:0", ApiKeys.HashText("rotated")));

        var old = await host.SendAsync(Grpc(("x-api-key", KeyA)), http2: true);
        var rotated = await host.SendAsync(Grpc(("x-api-key", "rotated")), http2: true);
        Assert.Equal("16", old.Headers.GetValues("grpc-status").Single());
        Assert.Equal("a", await rotated.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Tls_Certificates_AreTakenCheckedAndMatchedWithKeys()
    {
        using var setup = new AccessSetup(TwoClients);
        var now = setup.Time.GetUtcNow();
        using var authority = new TestAuthority(now);
        using var stranger = new TestAuthority(now);
        setup.Set(
            ("ClientCaFile", setup.Write("ca.pem", authority.Pem)), ("Clients:0:CertificateNames:0", "partner a"));
        using var serverCertificate = authority.Issue("localhost", TestAuthority.ServerUse, "localhost");
        using var partner = authority.Issue("partner a");
        using var unknown = authority.Issue("nobody");
        using var foreign = stranger.Issue("partner a");
        using var wrongUse = authority.Issue("partner a", TestAuthority.ServerUse);
        await using var host = await AccessHost.StartAsync(setup, HttpProtocols.Http1AndHttp2, serverCertificate);

        Assert.Equal("a", await (await host.SendAsync(With(), partner)).Content.ReadAsStringAsync());
        Assert.Equal("a", await (await host.SendAsync(Grpc(), partner, http2: true)).Content.ReadAsStringAsync());
        Assert.Equal("a", await (await host.SendAsync(With(("x-api-key", KeyA)), partner)).Content.ReadAsStringAsync());
        Assert.Equal("b", await (await host.SendAsync(With(("x-api-key", KeyB)))).Content.ReadAsStringAsync());
        Assert.Equal("no_credentials", await ReasonOf(host, With()));
        Assert.Equal("bad_credentials", await ReasonOf(host, With(("x-api-key", KeyB)), partner));
        Assert.Equal("bad_credentials", await ReasonOf(host, With(("x-api-key", KeyA)), unknown));
        Assert.Equal("bad_credentials", await ReasonOf(host, With(), unknown));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.SendAsync(With(), foreign));
        await Assert.ThrowsAsync<HttpRequestException>(() => host.SendAsync(With(), wrongUse));
        // A client tries to connect several times.
        Assert.Equal(2, host.Logs.Where(line => line.StartsWith("1085 ", StringComparison.Ordinal)).Distinct().Count());
        AssertNoKeys(host);
    }

    private static void AssertNoKeys(AccessHost host) => Assert.DoesNotContain(host.Logs, line =>
        line.Contains(KeyA, StringComparison.Ordinal) || line.Contains(KeyB, StringComparison.Ordinal)
        || line.Contains("nonsense", StringComparison.Ordinal)
        || line.Contains(ApiKeys.HashText(KeyA), StringComparison.OrdinalIgnoreCase));

    /// <summary>A and B, as words of their own, stand for the keys.</summary>
    private static string Fill(string text) =>
        string.Join(' ', text.Split(' ').Select(word => word switch { "A" => KeyA, "B" => KeyB, _ => word }));

    private static HttpRequestMessage With(params (string Name, string Value)[] headers) =>
        Message("/v1/analyze", headers);

    private static HttpRequestMessage Grpc(params (string Name, string Value)[] headers)
    {
        var request = Message("/detector.v1.DetectionService/Analyze", headers);
        request.Content = new ByteArrayContent([0, 0, 0, 0, 0]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return request;
    }

    private static HttpRequestMessage Message(string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return request;
    }

    private static async Task<string?> ReasonOf(
        AccessHost host, HttpRequestMessage request,
        X509Certificate2? certificate = null) =>
        (await ProblemOf(await host.SendAsync(request, certificate))).GetProperty("reason").GetString();

    private static async Task<JsonElement> ProblemOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private static Status DetailsOf(HttpResponseMessage response)
    {
        var text = response.Headers.GetValues("grpc-status-details-bin").Single();
        return Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
    }
}
