using System.Buffers;

namespace Detector.Server.Http;

/// <summary>
/// Bytes of one request or answer in pooled memory that grows as they come, up to a limit. Cleared when it is handed
/// back: they are pictures. Not thread-safe.
/// </summary>
/// <param name="limit">Most bytes.</param>
internal sealed class PooledBytes(int limit) : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 64 * 1024;

    private byte[] _buffer = [];
    private int _count;

    /// <summary>What was written so far. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _count);

    /// <summary>Reads a stream to its end; false where it holds more bytes than the limit.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<bool> TryFillAsync(Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            // One byte over the limit tells a full stream from one that goes on.
            var room = (int)Math.Min(FirstSize, (long)limit - _count + 1);
            var read = await source.ReadAsync(GetMemory(room)[..room], cancellationToken);
            if (read == 0)
            {
                return true;
            }

            Advance(read);
            if (_count > limit)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public void Advance(int count) => _count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _buffer.AsMemory(_count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>
    /// Leaves the memory to the garbage collector, as somebody may still read it. <see cref="Dispose"/> does nothing
    /// then.
    /// </summary>
    public void Abandon() => (_buffer, _count) = ([], 0);

    /// <summary>Clears the bytes and hands the memory back.</summary>
    public void Dispose()
    {
        Return();
        (_buffer, _count) = ([], 0);
    }

    private void Reserve(int more)
    {
        var wanted = checked(_count + more);
        if (wanted <= _buffer.Length)
        {
            return;
        }

        var size = Math.Min(Array.MaxLength, Math.Max(FirstSize, Math.Max(wanted, 2L * _buffer.Length)));
        var larger = ArrayPool<byte>.Shared.Rent((int)size);
        _buffer.AsSpan(0, _count).CopyTo(larger);
        Return();
        _buffer = larger;
    }

    private void Return()
    {
        if (_buffer.Length > 0)
        {
            _buffer.AsSpan(0, _count).Clear();
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
