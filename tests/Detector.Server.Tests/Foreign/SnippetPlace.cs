using System.Security.Cryptography;
using System.Text;
using Detector.Server.Tests.Support;

namespace Detector.Server.Tests.Foreign;

/// <summary>A server with a key, and files for a program that calls it; deleted afterwards.</summary>
internal sealed class SnippetPlace : IAsyncDisposable
{
    private readonly ServerHost _host;
    private readonly DirectoryInfo _files;

    private SnippetPlace(ServerHost host, string key)
    {
        (_host, Key) = (host, key);
        _files = Directory.CreateDirectory(
            Path.Combine(AppContext.BaseDirectory, "snippets", Guid.NewGuid().ToString("N")));
    }

    /// <summary>HOST:PORT of gRPC.</summary>
    public string Address => _host.GrpcAddress.Authority;

    /// <summary>What lets a client in; null for a program without one.</summary>
    public string? Key { get; set; }

    public static async Task<SnippetPlace> StartAsync()
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var host = await ServerHost.StartAsync(new Dictionary<string, string?>
        {
            ["Access:Clients:0:Name"] = "partner",
            ["Access:Clients:0:KeyHashes:0"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
        });
        return new SnippetPlace(host, key);
    }

    /// <summary>A file with a plain picture of one tile.</summary>
    public string Good(byte level) =>
        File($"{level}.png", ForeignPictures.Plain(level));

    /// <summary>A file that holds no picture.</summary>
    public string Bad() => File("bad.png", "This is no picture."u8.ToArray());

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _files.Delete(recursive: true);
    }

    private string File(string name, byte[] content)
    {
        var path = Path.Combine(_files.FullName, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }
}
