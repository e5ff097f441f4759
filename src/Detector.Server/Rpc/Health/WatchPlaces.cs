using Grpc.Core;

namespace Detector.Server.Rpc.Health;

/// <summary>Bounds how many calls watch the health at once: each holds a stream open for as long as it likes.</summary>
/// <param name="most">Most calls at once.</param>
internal sealed class WatchPlaces(int most)
{
    /// <summary>Most calls at once by default.</summary>
    public const int Default = 1000;

    private int _taken;

    /// <summary>Takes a place until the result is disposed.</summary>
    /// <exception cref="RpcException">RESOURCE_EXHAUSTED: all places are taken.</exception>
    public IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _taken);
        throw new RpcException(new Status(
            StatusCode.ResourceExhausted, $"{most} calls watch the health already, the most at once: ask with Check."));
    }

    private sealed class Place(WatchPlaces places) : IDisposable
    {
        private WatchPlaces? _places = places;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _places, null) is { } owner)
            {
                Interlocked.Decrement(ref owner._taken);
            }
        }
    }
}
