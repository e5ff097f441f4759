using Detector.Server.Hosting;
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

        var names = host.Services.GetServices<SettingsSection>().SelectMany(section => section.Type.GetProperties()
            .Where(property => property.CanWrite && property.PropertyType != typeof(TlsOptions))
            .Select(property => $"`{section.Name}:{property.Name}`")).ToArray();

        Assert.True(names.Length > 30);
        Assert.All(names, name => Assert.Contains(name, doc, StringComparison.Ordinal));
    }
}
