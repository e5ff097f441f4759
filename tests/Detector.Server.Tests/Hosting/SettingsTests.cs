using System.Collections;
using Detector.Batching;
using Detector.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Detector.Server.Tests.Hosting;

/// <summary>Where settings come from, and which one wins.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Sections = ["Server", "Detector", "Batching"];

    [Theory]
    [InlineData("DETECTOR__Batching__MaxBatchTiles", "Batching:MaxBatchTiles")]
    [InlineData("detector__batching__maxbatchtiles", "Batching:MaxBatchTiles")]
    [InlineData("Batching__MaxBatchTiles", "Batching:MaxBatchTiles")]
    [InlineData("Batching:MaxBatchTiles", "Batching:MaxBatchTiles")]
    [InlineData("DETECTOR__ModelDirectory", "Detector:ModelDirectory")]
    [InlineData("DETECTOR__Detector__ModelDirectory", "Detector:ModelDirectory")]
    [InlineData("DETECTOR__Bathcing__MaxBatchTiles", "Detector:Bathcing:MaxBatchTiles")]
    public void FromEnvironment_NameOfASetting_IsThatSetting(string variable, string setting)
    {
        var settings = SettingsSources.FromEnvironment(new Hashtable { [variable] = "7" }, Sections);

        Assert.Equal("7", settings[setting]);
        Assert.Single(settings);
    }

    [Fact]
    public void FromEnvironment_VariablesOfOthers_AreLeftAlone()
    {
        var environment = new Hashtable { ["PATH"] = "/bin", ["SERVER"] = "x", ["DETECTOR_PORT"] = "y", ["A__B"] = "z" };

        Assert.Empty(SettingsSources.FromEnvironment(environment, Sections));
    }

    [Fact]
    public void FromEnvironment_WithAndWithoutPrefix_PrefixWins()
    {
        var environment = new Hashtable { ["Batching__MaxBatchTiles"] = "1", ["DETECTOR__Batching__MaxBatchTiles"] = "2" };

        Assert.Equal("2", SettingsSources.FromEnvironment(environment, Sections)["Batching:MaxBatchTiles"]);
    }

    [Fact]
    public async Task Create_FileEnvironmentAndCommandLine_LastOneWins()
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, """{ "Batching": { "MaxBatchTiles": 1, "LingerMilliseconds": 1, "Workers": 1 } }""");
        try
        {
            var line = CommandLine.Parse(["--settings", file, "--Batching:MaxBatchTiles", "3"]);
            var environment = new Hashtable
            {
                ["DETECTOR__Batching__MaxBatchTiles"] = "2",
                ["DETECTOR__Batching__LingerMilliseconds"] = "2",
            };

            await using var app = DetectorServer.Create(line, environment);

            var options = app.Services.GetRequiredService<IOptions<BatchingOptions>>().Value;
            Assert.Equal((3, 2.0, 1), (options.MaxBatchTiles, options.LingerMilliseconds, options.Workers));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Parse_Switches_AreSettings()
    {
        var line = CommandLine.Parse(["--grpc", "a:1", "--http=b:2", "--model", "dir", "--device=cpu"]);

        Assert.Equal(
            ["Detector:ModelDirectory=dir", "Inference:Device=cpu", "Server:Grpc=a:1", "Server:Http=b:2"],
            line.Settings.Select(setting => $"{setting.Key}={setting.Value}").Order());
    }

    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80, true)]
    [InlineData("[::1]:0", "::1", 0, true)]
    [InlineData("localhost:65535", "localhost", 65535, true)]
    [InlineData("*:8080", "*", 8080, false)]
    [InlineData("10.1.2.3:1", "10.1.2.3", 1, false)]
    public void Endpoint_GoodText_IsRead(string text, string host, int port, bool isLoopback)
    {
        Assert.True(ServerEndpoint.TryParse(text, out var endpoint));
        Assert.Equal((host, port, isLoopback), (endpoint.Host, endpoint.Port, endpoint.IsLoopback));
        Assert.Equal(text, endpoint.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("off")]
    [InlineData(":80")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1: 80")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("example.org:80")]
    public void Endpoint_BadText_IsNot(string? text) => Assert.False(ServerEndpoint.TryParse(text, out _));
}
