using Detector.Server.Hosting;
using Detector.Server.Security;
using Detector.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Server.Tests.Hosting;

/// <summary>docs/serving.md names every setting that the server knows.</summary>
public sealed class ServingDocTests
{
    [Fact]
    public async Task ServingDoc_NamesEverySetting()
    {
        await using var host = await ServerHost.StartAsync();
        var doc = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", "serving.md"));

        var names = host.Services.GetServices<SettingsSection>()
            .SelectMany(section => Names(section.Name, section.Type)).ToArray();

        Assert.True(names.Length > 30);
        Assert.All(names, name => Assert.Contains(name, doc, StringComparison.Ordinal));
    }

    /// <summary>Also those of sections within a section, each of which has an options class of its own.</summary>
    private static IEnumerable<string> Names(string section, Type type) => type.GetProperties().SelectMany(property =>
        property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal) && property.PropertyType != typeof(LimitOptions)
            ? Names($"{section}:{property.Name}", property.PropertyType)
            : property.CanWrite ? [$"`{section}:{property.Name}`"] : []);
}
