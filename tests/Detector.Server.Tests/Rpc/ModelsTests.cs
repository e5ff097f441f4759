using Detector.Inference;
using Detector.Server.Hosting;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Detector.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Rpc;

/// <summary>What the server says of its model.</summary>
public sealed class ModelsTests
{
    [Fact]
    public async Task GetModel_NoName_TellsTheManifestAndTheLimits()
    {
        await using var host = await ServerHost.StartAsync(new Dictionary<string, string?> { ["Decoding:MinSide"] = "48" });

        var model = await host.Client.GetModelAsync(new GetModelRequest());

        Assert.Equal(("tiny-tiles", "1.2.3"), (model.Model.Name, model.Model.Version));
        Assert.Equal(64, model.Model.Sha256.Length);
        Assert.Equal(("Mean of a tile.", "Apache-2.0"), (model.Description, model.Licence));
        Assert.Equal(("tiles", 64, 0, 64),
            (model.Framing.Method, model.Framing.Size, model.Framing.Overlap, model.Framing.MaxTiles));
        Assert.Equal((true, 8), (model.HasMap, model.MapStride));
        Assert.Equal((0.4, 0.1, 10), (model.Thresholds.Inconclusive.Score,
            model.Thresholds.Inconclusive.FalsePositiveRate, model.Thresholds.Inconclusive.Negatives));
        Assert.Equal(0.9, model.Thresholds.LikelyManipulated.Score);
        Assert.Equal("none", model.Calibration);
        Assert.Equal((32L << 20, 100_000_000L, 48),
            (model.Limits.MaxBytes, model.Limits.MaxPixels, model.Limits.MinSide));
        Assert.Equal(["jpeg", "png", "webp", "gif", "tiff", "avif"], model.Limits.Formats);
        Assert.Equal(("cpu", false), (model.Device, model.Degraded));
    }

    [Fact]
    public async Task GetModel_FiguresAndAFallback_TellsBoth()
    {
        var package = TestPackage.Tiles(null, ("$.figures", """
            [{ "metric": "auc", "data": "d", "value": 0.7, "interval95": [0.6, 0.8], "positives": 3, "negatives": 4 },
             { "metric": "tpr", "data": "e", "value": 0.5 }]
            """));
        await using var host = await ServerHost.StartAsync(package: package);
        host.Services.GetRequiredService<ServerHealth>().SetDevice(Devices.Status("cpu", DeviceState.Degraded, "lost"));

        var model = await host.Client.GetModelAsync(new GetModelRequest());

        Assert.True(model.Degraded);
        Assert.Equal(
            [("auc", 0.7, 0.6, 0.8, "d", 3, 4), ("tpr", 0.5, 0.5, 0.5, "e", 0, 0)],
            model.Figures.Select(f => (f.Metric, f.Value, f.Low, f.High, f.Data, f.Positives, f.Negatives)));
    }

    [Fact]
    public async Task ListModels_OneModel_IsTheSameAsByName()
    {
        await using var host = await ServerHost.StartAsync();

        var models = (await host.Client.ListModelsAsync(new ListModelsRequest())).Models;
        var named = await host.Client.GetModelAsync(new GetModelRequest { Name = "tiny-tiles" });

        Assert.Equal(named, Assert.Single(models));
    }

    [Fact]
    public async Task GetModel_OtherName_SaysWhichThereIs()
    {
        await using var host = await ServerHost.StartAsync();

        var failure = await Failure.OfAsync(async () => await host.Client.GetModelAsync(new GetModelRequest { Name = "gpt" }));

        Assert.Equal((StatusCode.NotFound, "no_such_model"), (failure.Code, failure.Reason));
        Assert.Contains("tiny-tiles", failure.Message);
    }
}
