namespace Grpc.Core;

/// <summary>What all kinds of calls can be asked, with the state that the answers are taken from.</summary>
internal readonly struct CallActions(
    Func<object, Task<Metadata>> headers,
    Func<object, Status> status,
    Func<object, Metadata> trailers,
    Action<object> dispose,
    object state)
{
    /// <summary>The same over functions without a state.</summary>
    public static CallActions Stateless(
        Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(trailers);
        ArgumentNullException.ThrowIfNull(dispose);
        return new CallActions(_ => headers, _ => status(), _ => trailers(), _ => dispose(), headers);
    }

    public Task<Metadata> Headers() => headers(state);

    public Status Status() => status(state);

    public Metadata Trailers() => trailers(state);

    public void Dispose() => dispose(state);
}
