using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>The encoding "deflate", which is zlib (RFC 1950) and not bare deflate: RFC 9110, section 8.4.1.2.</summary>
/// <param name="defaultCompressionLevel">How hard to try where nothing else is asked for.</param>
public sealed class DeflateCompressionProvider(CompressionLevel defaultCompressionLevel) : ICompressionProvider
{
    /// <inheritdoc/>
    public string EncodingName => "deflate";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new ZLibStream(stream, compressionLevel ?? defaultCompressionLevel, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new ZLibStream(stream, CompressionMode.Decompress);
}
