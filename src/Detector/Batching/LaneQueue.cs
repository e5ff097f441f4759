using System.Collections.Concurrent;

namespace Detector.Batching;

/// <summary>The images of one lane that wait for a place in a batch, and the batch that is open for them.</summary>
internal sealed class LaneQueue
{
    private readonly ConcurrentQueue<PendingImage> _waiting = new();
    private PendingImage? _head;

    /// <summary>The batch that takes tiles until the device wants it; null while all buffers are in use.</summary>
    public TileBatch? Open { get; set; }

    /// <summary>True when an image waits; it may have been given up meanwhile.</summary>
    public bool HasMore => _head is not null || !_waiting.IsEmpty;

    /// <summary>Adds an image at the end. From any thread.</summary>
    public void Enqueue(PendingImage image) => _waiting.Enqueue(image);

    /// <summary>The first image that still has a caller and tiles to place; those before it that have none are settled.</summary>
    public PendingImage? Next()
    {
        while (_head is not null || _waiting.TryDequeue(out _head))
        {
            if (_head.IsOver)
            {
                _head.GiveUp();
            }
            else if (_head.Taken < _head.TileCount)
            {
                return _head;
            }

            _head = null;
        }

        return null;
    }
}
