using Detector.Server.Tests.Support;
using Detector.Tests.Support;

namespace Detector.Server.Tests.Hosting;

/// <summary>Pixels live in memory only.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task Serve_UnderLoad_WritesNoFile()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "cwd", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        using var package = TestPackage.Tiles();
        await using var server = ServerProcess.Start(
            folder, "--model", package.Root, "--device", "cpu", "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0");
        var client = await server.ClientAsync();
        var before = Files(package.Root);

        // Also large ones, which a server may be tempted to put aside, and bad ones.
        var large = TestPng.Encode(1500, 1500, (x, y) => ((byte)(x * 7), (byte)(y * 5), (byte)(x ^ y)));
        var calls = Enumerable.Range(0, 60).Select(async i =>
        {
            var request = Requests.For($"{i}", i % 7 == 3 ? [1, 2, 3] : i % 10 == 0 ? large : null);
            (request.WantMapPng, request.WantOverlayPng) = (true, true);
            using var stream = client.AnalyzeStream();
            await stream.RequestStream.WriteAsync(request);
            await stream.RequestStream.CompleteAsync();
            Assert.Single(await stream.ResponseStream.ToListAsync());
        });
        await Task.WhenAll(calls);

        Assert.Empty(Files(folder));
        Assert.Equal(before, Files(package.Root));
        Assert.Equal(0, await server.StopAsync());
        Assert.Empty(Files(folder));
        Directory.Delete(folder, recursive: true);
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
