using System.Net;
using System.Text.Json.Nodes;
using Detector.Batching;
using Detector.Decoding;
using Detector.Server.Analysis;
using Detector.Server.Http;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detector.Server.Tests.Http;

public class ProblemTests
{
    [Theory]
    [InlineData(StatusCode.InvalidArgument, "corrupt_image", 400)]
    [InlineData(StatusCode.InvalidArgument, "too_many_pixels", 400)]
    [InlineData(StatusCode.InvalidArgument, "too_many_bytes", 413)]
    [InlineData(StatusCode.ResourceExhausted, "too_many_bytes", 413)]
    [InlineData(StatusCode.InvalidArgument, "unsupported_format", 415)]
    [InlineData(StatusCode.ResourceExhausted, "queue_full", 503)]
    [InlineData(StatusCode.ResourceExhausted, "deadline_unreachable", 503)]
    [InlineData(StatusCode.ResourceExhausted, "rate_limited", 429)]
    [InlineData(StatusCode.ResourceExhausted, "too_many_calls", 429)]
    [InlineData(StatusCode.DeadlineExceeded, "deadline_exceeded", 504)]
    [InlineData(StatusCode.Unavailable, "draining", 503)]
    [InlineData(StatusCode.Unavailable, "device_failed", 503)]
    [InlineData(StatusCode.Unauthenticated, "no_credentials", 401)]
    [InlineData(StatusCode.PermissionDenied, "not_allowed", 403)]
    [InlineData(StatusCode.NotFound, "no_such_model", 404)]
    [InlineData(StatusCode.Internal, "inference_failed", 500)]
    [InlineData(StatusCode.Unknown, "internal", 500)]
    public async Task Failure_OfAnyKind_IsToldWithItsStatus(StatusCode code, string reason, int status)
    {
        var failure = new CallFailure(code, reason, "What to do.")
        {
            Field = "image",
            RetryAfter = TimeSpan.FromSeconds(1.25),
        };
        await using var host = await FailingHostAsync(new CallFailedException(failure));

        using var response = await host.Client.PostAsync("/v1/analyze", TestCalls.Body(TestCalls.Picture));

        var problem = await TestCalls.ProblemAsync(response, status, reason);
        Assert.Equal(("What to do.", "image", 1.25), Words(problem));
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        Assert.Equal(status == 401, response.Headers.WwwAuthenticate.Count > 0);
        Assert.True(response.Headers.CacheControl?.NoStore);

        static (string?, string?, double) Words(JsonObject problem) =>
            ((string?)problem["detail"], (string?)problem["field"], (double)problem["retry_after_seconds"]!);
    }

    [Fact]
    public async Task Overload_OfTheQueue_SaysWhenToComeBack()
    {
        await using var host = await FailingHostAsync(new OverloadedException(
            OverloadedException.QueueFull, "Full.", TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(3)));

        using var response = await host.Client.PostAsync("/v1/analyze", TestCalls.Body(TestCalls.Picture));

        var problem = await TestCalls.ProblemAsync(response, 503, "queue_full");
        Assert.Equal(0.02, (double)problem["retry_after_seconds"]!);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Failure_WithoutFieldOrRetry_LeavesThemOut()
    {
        await using var host = await FailingHostAsync(
            new CallFailedException(new CallFailure(StatusCode.Internal, "inference_failed", "No.")));

        using var response = await host.Client.PostAsync("/v1/analyze", TestCalls.Body(TestCalls.Picture));

        var problem = await TestCalls.ProblemAsync(response, 500, "inference_failed");
        Assert.Equal(
            ["type", "title", "status", "detail", "reason", "trace_id"], problem.Select(member => member.Key));
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task UnforeseenException_IsLoggedAndNotTold()
    {
        await using var host = await ApiHost.StartAsync(services => services
            .AddSingleton<ModelEndpoints>(_ => throw new InvalidOperationException("A secret.")));

        using var response = await host.Client.GetAsync("/v1/models");

        var problem = await TestCalls.ProblemAsync(response, 500, "internal");
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Single(host.Log.All, line => line.Exception?.Message == "A secret." && line.Level == LogLevel.Error);
    }

    [Theory]
    [InlineData("/index")]
    [InlineData("/v1")]
    [InlineData("/v2/analyze")]
    [InlineData("/v1/models/a/b")]
    [InlineData("/detector.v1.DetectionService/Analyze")]
    public async Task UnknownPath_Is404(string path)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.GetAsync(path);

        await TestCalls.ProblemAsync(response, 404, "no_such_path");
    }

    [Theory]
    [InlineData("GET", "/v1/analyze", "POST")]
    [InlineData("DELETE", "/v1/models", "GET")]
    [InlineData("POST", "/readyz", "GET, HEAD")]
    public async Task OtherMethod_Is405WithThoseThatAre(string method, string path, string allowed)
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await host.Client.SendAsync(request);

        var problem = await TestCalls.ProblemAsync(response, 405, "method_not_allowed");
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
        Assert.Contains(allowed, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HttpPath_OnTheGrpcPort_IsNotThere()
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.GrpcAddress, "/healthz"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await host.Client.SendAsync(request);

        await TestCalls.ProblemAsync(response, 404, "no_such_path");
    }

    private static Task<ApiHost> FailingHostAsync(Exception failure) =>
        ApiHost.StartAsync(services => services.AddSingleton<IImageDecoder>(new FailingDecoder(() => failure)));
}
