namespace Grpc.Core;

/// <summary>Takes the messages of a stream, one at a time.</summary>
/// <typeparam name="T">A message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the next messages are written; null for the usual way.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message. Only one write may be under way.</summary>
    /// <param name="message">The message.</param>
    Task WriteAsync(T message);

    /// <summary>
    /// Writes a message, unless cancelled. A writer that knows no cancellation refuses a token that can be cancelled.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives the write, and with it the call, up.</param>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException($"{GetType()} cannot cancel a write.")
        : WriteAsync(message);
}

/// <summary>The stream of a client.</summary>
/// <typeparam name="T">A message.</typeparam>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Says that no more messages come.</summary>
    Task CompleteAsync();
}

/// <summary>The stream of a server; it ends when the method returns.</summary>
/// <typeparam name="T">A message.</typeparam>
public interface IServerStreamWriter<in T> : IAsyncStreamWriter<T>;
