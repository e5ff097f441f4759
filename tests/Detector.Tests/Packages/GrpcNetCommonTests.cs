using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Detector.Tests.Packages;

/// <summary>What the stand-in Grpc.Net.Common does.</summary>
public sealed class GrpcNetCommonTests
{
    private static readonly byte[] Message = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i / 100))];

    [Fact]
    public void Gzip_RoundTrip_GivesTheMessage() => AssertRoundTrip(
        new GzipCompressionProvider(CompressionLevel.Fastest),
        "gzip",
        stream => new GZipStream(stream, CompressionMode.Decompress));

    [Fact]
    public void Deflate_RoundTrip_IsZlib() => AssertRoundTrip(
        new DeflateCompressionProvider(CompressionLevel.Fastest),
        "deflate",
        stream => new ZLibStream(stream, CompressionMode.Decompress));

    [Fact]
    public void CompressionLevel_OfTheCall_GoesBeforeTheProviders()
    {
        var provider = new GzipCompressionProvider(CompressionLevel.SmallestSize);

        Assert.True(Compress(provider, CompressionLevel.NoCompression).Length > Message.Length);
        Assert.True(Compress(provider, null).Length < Message.Length / 10);
    }

    [Fact]
    public async Task ReadAllAsync_AStream_GivesAllMessages()
    {
        var messages = new List<string>();
        await foreach (var message in new ListReader("a", "b", "c").ReadAllAsync())
        {
            messages.Add(message);
        }

        Assert.Equal(["a", "b", "c"], messages);
    }

    [Fact]
    public async Task ReadAllAsync_TokenOfTheLoop_ReachesTheStream()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var message in new ListReader("a").ReadAllAsync().WithCancellation(source.Token))
            {
                Assert.Fail($"{message} was read though cancelled.");
            }
        });
    }

    private static void AssertRoundTrip(ICompressionProvider provider, string name, Func<Stream, Stream> reference)
    {
        var compressed = Compress(provider, null);

        Assert.Equal(name, provider.EncodingName);
        Assert.True(compressed.Length < Message.Length / 10);
        Assert.Equal(Message, ReadAll(provider.CreateDecompressionStream(new MemoryStream(compressed))));
        Assert.Equal(Message, ReadAll(reference(new MemoryStream(compressed))));
    }

    private static byte[] Compress(ICompressionProvider provider, CompressionLevel? level)
    {
        using var target = new MemoryStream();
        using (var stream = provider.CreateCompressionStream(target, level))
        {
            stream.Write(Message);
        }

        Assert.True(target.CanWrite, "The stream below was closed.");
        return target.ToArray();
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var target = new MemoryStream();
        using (stream)
        {
            stream.CopyTo(target);
        }

        return target.ToArray();
    }

    private sealed class ListReader(params string[] messages) : IAsyncStreamReader<string>
    {
        private int _read;

        public string Current => messages[_read - 1];

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _read++;
            return Task.FromResult(_read <= messages.Length);
        }
    }
}
