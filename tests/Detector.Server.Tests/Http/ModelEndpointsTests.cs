using Detector.Server.Analysis;
using Detector.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Http;

public class ModelEndpointsTests
{
    [Fact]
    public async Task List_IsTheContractsMessage()
    {
        await using var host = await ApiHost.StartAsync();

        var text = await host.Client.GetStringAsync("/v1/models");

        var expected = new ListModelsResponse { Models = { host.Services.GetRequiredService<ServedModels>().All() } };
        Assert.Equal(expected, JsonParser.Default.Parse<ListModelsResponse>(text));
        Assert.Contains("\"maxBytes\": \"1048576\"", text, StringComparison.Ordinal);
        Assert.Contains("\"degraded\": false", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ByName_IsTheContractsMessage()
    {
        await using var host = await ApiHost.StartAsync();

        var text = await host.Client.GetStringAsync("/v1/models/tiny-tiles");

        var expected = host.Services.GetRequiredService<ServedModels>().Find("tiny-tiles");
        Assert.Equal(expected, JsonParser.Default.Parse<ModelInfo>(text));
    }

    [Fact]
    public async Task Get_ByUnknownName_Is404AndNamesTheOther()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.Client.GetAsync("/v1/models/large-tiles");

        var problem = await TestCalls.ProblemAsync(response, 404, "no_such_model");
        Assert.Equal("name", (string)problem["field"]!);
        Assert.Contains("tiny-tiles", (string)problem["detail"]!, StringComparison.Ordinal);
    }
}
