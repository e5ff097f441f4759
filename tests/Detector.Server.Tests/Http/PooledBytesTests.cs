using System.Buffers;
using Detector.Server.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Detector.Server.Tests.Http;

public class PooledBytesTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(65_536, true)]
    [InlineData(200_000, true)]
    [InlineData(200_001, false)]
    [InlineData(1_000_000, false)]
    public async Task TryFillAsync_UpToTheLimit_HoldsTheStream(int length, bool fits)
    {
        var source = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();
        using var bytes = new PooledBytes(200_000);

        var filled = await bytes.TryFillAsync(new MemoryStream(source), CancellationToken.None);

        Assert.Equal(fits, filled);
        if (fits)
        {
            Assert.True(bytes.Written.Span.SequenceEqual(source));
        }
    }

    [Fact]
    public async Task TryFillAsync_OverTheLimit_ReadsNoFurther()
    {
        var source = new MemoryStream(new byte[10_000_000]);
        using var bytes = new PooledBytes(1000);

        Assert.False(await bytes.TryFillAsync(source, CancellationToken.None));

        Assert.Equal(1001, source.Position);
    }

    [Fact]
    public async Task TryFillAsync_LargestLimit_DoesNotOverflow()
    {
        using var bytes = new PooledBytes(int.MaxValue);

        Assert.True(await bytes.TryFillAsync(new MemoryStream(new byte[10]), CancellationToken.None));

        Assert.Equal(10, bytes.Written.Length);
    }

    [Fact]
    public void Write_InAnyPieces_HoldsThemInOrder() => Prop.ForAll<byte[][]>(pieces =>
    {
        using var bytes = new PooledBytes(int.MaxValue);
        foreach (var piece in pieces)
        {
            bytes.Write(piece);
        }

        return bytes.Written.Span.SequenceEqual(pieces.SelectMany(piece => piece).ToArray());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dispose_ClearsWhatWasWritten()
    {
        var bytes = new PooledBytes(int.MaxValue);
        bytes.Write(Enumerable.Repeat((byte)1, 100).ToArray());
        var memory = bytes.Written;

        bytes.Dispose();

        Assert.Equal(-1, memory.Span.IndexOfAnyExcept((byte)0));
        Assert.True(bytes.Written.IsEmpty);
    }

    [Fact]
    public void Abandon_LeavesTheBytesToWhoeverReadsThem()
    {
        var bytes = new PooledBytes(int.MaxValue);
        bytes.Write(Enumerable.Repeat((byte)1, 100).ToArray());
        var memory = bytes.Written;

        bytes.Abandon();
        bytes.Dispose();

        Assert.Equal(-1, memory.Span.IndexOfAnyExcept((byte)1));
    }
}
