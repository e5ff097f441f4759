using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Rpc.Health;
using Detector.Server.Tests.Http;
using Detector.Server.Tests.Support;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Client = Detector.Server.Rpc.Health.Health.HealthClient;
using ServingStatus = Detector.Server.Rpc.Health.HealthCheckResponse.Types.ServingStatus;

namespace Detector.Server.Tests.Rpc.Health;

public class HealthServiceTests
{
    private const string Detection = "detector.v1.DetectionService";

    [Theory]
    [InlineData("")]
    [InlineData(Detection)]
    public void StatusOf_Server_FollowsReadiness(string name)
    {
        var health = new ServerHealth();
        Assert.Equal(ServingStatus.NotServing, HealthService.StatusOf(name, health.Current));
        health.MarkReady();
        Assert.Equal(ServingStatus.Serving, HealthService.StatusOf(name, health.Current));
        health.SetDevice(Devices.Status("cpu", DeviceState.Degraded, "No GPU."));
        Assert.Equal(ServingStatus.Serving, HealthService.StatusOf(name, health.Current));
        health.SetDevice(Devices.Status("cpu", DeviceState.Failed, "No CPU."));
        Assert.Equal(ServingStatus.NotServing, HealthService.StatusOf(name, health.Current));
        health.SetDevice(Devices.Status("cuda", DeviceState.Healthy));
        health.BeginDrain();
        Assert.Equal(ServingStatus.NotServing, HealthService.StatusOf(name, health.Current));
    }

    [Fact]
    public void StatusOf_Accelerator_IsNotServingWhileDegraded()
    {
        var health = new ServerHealth();
        health.MarkReady();
        Assert.Equal(ServingStatus.Serving, HealthService.StatusOf("accelerator", health.Current));
        health.SetDevice(Devices.Status("cpu", DeviceState.Degraded, "No GPU."));
        Assert.Equal(ServingStatus.NotServing, HealthService.StatusOf("accelerator", health.Current));
        health.SetDevice(Devices.Status("cuda", DeviceState.Healthy));
        Assert.Equal(ServingStatus.Serving, HealthService.StatusOf("accelerator", health.Current));
    }

    [Fact]
    public async Task Check_OfUnknownName_IsNotFoundAndNamesTheOthers()
    {
        await using var host = await ApiHost.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await new Client(host.Channel).CheckAsync(new HealthCheckRequest { Service = "detector.v2" }));

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Contains(Detection, failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfServer_IsServing()
    {
        await using var host = await ApiHost.StartAsync();

        var answer = await new Client(host.Channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Watch_OfServer_SendsEachChangeOnceAndEndsWithTheServer()
    {
        await using var host = await ApiHost.StartAsync();
        using var call = new Client(host.Channel).Watch(new HealthCheckRequest());
        var answers = call.ResponseStream;
        Assert.Equal(ServingStatus.Serving, await NextAsync(answers));

        // Degraded is no change of this name: the next word is about the failure.
        host.Health.SetDevice(Devices.Status("cpu", DeviceState.Degraded, "No GPU."));
        host.Health.SetDevice(Devices.Status("cpu", DeviceState.Failed, "No CPU."));
        Assert.Equal(ServingStatus.NotServing, await NextAsync(answers));
        host.Health.SetDevice(Devices.Status("cuda", DeviceState.Healthy));
        Assert.Equal(ServingStatus.Serving, await NextAsync(answers));

        var stop = host.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await NextAsync(answers));
        Assert.False(await answers.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await stop;
    }

    [Fact]
    public async Task Watch_InDrain_SaysNotServingAndStaysOpenUntilTheServerStops()
    {
        await using var host = await ApiHost.StartAsync();
        using var call = new Client(host.Channel).Watch(new HealthCheckRequest { Service = Detection });
        Assert.Equal(ServingStatus.Serving, await NextAsync(call.ResponseStream));

        host.Health.BeginDrain();

        Assert.Equal(ServingStatus.NotServing, await NextAsync(call.ResponseStream));
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        var check = await new Client(host.Channel).CheckAsync(new HealthCheckRequest());
        Assert.Equal(ServingStatus.NotServing, check.Status);
        Assert.False(next.IsCompleted);
        await host.StopAsync();
        Assert.False(await next);
    }

    [Fact]
    public async Task Watch_OfAccelerator_TellsOfTheFallback()
    {
        await using var host = await ApiHost.StartAsync();
        using var call = new Client(host.Channel).Watch(new HealthCheckRequest { Service = "accelerator" });
        Assert.Equal(ServingStatus.Serving, await NextAsync(call.ResponseStream));

        host.Health.SetDevice(Devices.Status("cpu", DeviceState.Degraded, "No GPU."));

        Assert.Equal(ServingStatus.NotServing, await NextAsync(call.ResponseStream));
    }

    [Fact]
    public async Task Watch_OfUnknownName_SaysSoAndStaysOpenUntilTheServerStops()
    {
        await using var host = await ApiHost.StartAsync();
        using var call = new Client(host.Channel).Watch(new HealthCheckRequest { Service = "detector.v2" });
        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(call.ResponseStream));

        host.Health.SetDevice(Devices.Status("cpu", DeviceState.Failed, "No CPU."));
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        await new Client(host.Channel).CheckAsync(new HealthCheckRequest());
        Assert.False(next.IsCompleted);

        await host.StopAsync();
        Assert.False(await next);
    }

    [Fact]
    public async Task Watch_OverTheLimit_IsRefusedUntilAPlaceIsFree()
    {
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton(new WatchPlaces(1)));
        using (var first = new Client(host.Channel).Watch(new HealthCheckRequest()))
        {
            Assert.Equal(ServingStatus.Serving, await NextAsync(first.ResponseStream));
            using var second = new Client(host.Channel).Watch(new HealthCheckRequest());
            var failure = await Assert.ThrowsAsync<RpcException>(() => NextAsync(second.ResponseStream));
            Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        }

        // The server hears of the end a moment later.
        while (true)
        {
            using var third = new Client(host.Channel).Watch(new HealthCheckRequest());
            try
            {
                Assert.Equal(ServingStatus.Serving, await NextAsync(third.ResponseStream));
                break;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Check_OnTheHttpPort_IsNotThere()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/grpc.health.v1.Health/Check")
        {
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new("application/grpc");

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    private static async Task<ServingStatus> NextAsync(IAsyncStreamReader<HealthCheckResponse> answers)
    {
        Assert.True(await answers.MoveNext(CancellationToken.None));
        return answers.Current.Status;
    }
}
