using System.Net;
using System.Net.Sockets;

namespace Detector.Server.Security;

/// <summary>Counts bad attempts per remote address and minute, in bounded memory. Safe for threads.</summary>
/// <param name="time">The clock.</param>
/// <param name="capacity">
/// How many addresses are counted each for itself; the others of that minute share one count.
/// </param>
internal sealed class AttemptLimiter(TimeProvider time, int capacity = 4096)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _counts = [];
    private long _start = time.GetTimestamp();

    /// <summary>How long the address has to wait; null where it need not.</summary>
    /// <param name="address">Who calls.</param>
    /// <param name="limit">Bad attempts allowed in a minute; 0 is unlimited.</param>
    public TimeSpan? Blocked(IPAddress address, int limit)
    {
        lock (_lock)
        {
            var elapsed = Turn();
            return limit > 0 && _counts.GetValueOrDefault(Counted(address)) >= limit ? Window - elapsed : null;
        }
    }

    /// <summary>Counts one bad attempt.</summary>
    /// <param name="address">Who called.</param>
    /// <returns>How many it has made in this minute.</returns>
    public int Count(IPAddress address)
    {
        lock (_lock)
        {
            Turn();
            var counted = Counted(address);
            return _counts[counted] = _counts.GetValueOrDefault(counted) + 1;
        }
    }

    /// <summary>Forgets everything where a minute is over. One window for all: nothing has to be swept.</summary>
    private TimeSpan Turn()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_start, now);
        if (elapsed < Window)
        {
            return elapsed;
        }

        _counts.Clear();
        _start = now;
        return TimeSpan.Zero;
    }

    private IPAddress Counted(IPAddress address)
    {
        var network = Network(address);
        return _counts.Count < capacity || _counts.ContainsKey(network) ? network : IPAddress.None;
    }

    /// <summary>A caller has a whole /64 of IPv6 to pick addresses from.</summary>
    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
