using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Http;
using Detector.Server.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Http;

public class HealthEndpointsTests
{
    [Fact]
    public async Task Healthz_WhateverTheState_IsAlive()
    {
        await using var host = await ApiHost.StartAsync();
        host.Health.SetDevice(Devices.Status("cpu", DeviceState.Failed, "No CPU."));
        host.Health.BeginDrain();

        using var response = await host.Client.GetAsync("/healthz");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"status":"alive"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Readyz_FollowsTheState()
    {
        await using var host = await ApiHost.StartAsync();
        host.Health.SetDevice(Devices.Status("cuda", DeviceState.Healthy));
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready","device":"cuda"}"""), await AskAsync(host));

        host.Health.SetDevice(Devices.Status("cpu", DeviceState.Degraded, "No GPU."));
        Assert.Equal(
            (HttpStatusCode.OK, """{"status":"degraded","device":"cpu","reason":"No GPU."}"""), await AskAsync(host));

        host.Health.SetDevice(Devices.Status("cpu", DeviceState.Failed, "No CPU."));
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"status":"failed","device":"cpu","reason":"No CPU."}"""),
            await AskAsync(host));

        host.Health.BeginDrain();
        var (status, text) = await AskAsync(host);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("draining", (string)JsonNode.Parse(text)!["status"]!);
    }

    [Fact]
    public async Task Readyz_BeforeTheModelIsThere_IsStarting()
    {
        using var services = new ServiceCollection().AddSingleton<ServerHealth>().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        using var body = new MemoryStream();
        context.Response.Body = body;

        await HealthEndpoints.ReadyAsync(context);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, context.Response.StatusCode);
        Assert.Equal("""{"status":"starting"}""", Encoding.UTF8.GetString(body.ToArray()));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Head_OfHealth_HasTheStatusWithoutABody(string path)
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(ApiHost host)
    {
        using var response = await host.Client.GetAsync("/readyz");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
