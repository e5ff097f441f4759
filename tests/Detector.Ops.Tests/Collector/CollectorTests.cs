using Detector.Ops.Tests.Support;
using Detector.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace Detector.Ops.Tests.Collector;

/// <summary>The collector's configuration as a file.</summary>
public sealed class CollectorTests
{
    private static readonly YamlMappingNode Config =
        RuleFiles.Yaml(SourceTree.PathTo("ops", "otel-collector", "config.yaml"));

    private static YamlMappingNode Pipelines => Part(Part(Config, "service"), "pipelines");

    [Fact]
    public void Pipelines_CarryMetricsTracesAndLogs() =>
        Assert.Equal(["metrics", "traces", "logs"], Names(Pipelines));

    [Fact]
    public void Pipelines_UseWhatIsConfiguredAndAllOfIt()
    {
        foreach (var kind in new[] { "receivers", "processors", "exporters" })
        {
            var used = Names(Pipelines).SelectMany(name => Items(Part(Pipelines, name), kind)).Distinct();

            Assert.Equal(Names(Part(Config, kind)).Order(), used.Order());
        }

        Assert.Equal(Names(Part(Config, "extensions")), Items(Part(Config, "service"), "extensions"));
    }

    [Fact]
    public void Pipelines_LimitMemoryBeforeTheyBatch() => Assert.All(
        Names(Pipelines), name => Assert.Equal(["memory_limiter", "batch"], Items(Part(Pipelines, name), "processors")));

    [Fact]
    public void Receiver_TakesBothProtocols() =>
        Assert.Equal(["grpc", "http"], Names(Part(Part(Part(Config, "receivers"), "otlp"), "protocols")));

    private static YamlMappingNode Part(YamlMappingNode node, string name) => (YamlMappingNode)node[name];

    private static IEnumerable<string> Names(YamlMappingNode node) => node.Children.Keys.Select(key => $"{key}");

    private static IEnumerable<string> Items(YamlMappingNode node, string name) =>
        ((YamlSequenceNode)node[name]).Select(item => $"{item}");
}
