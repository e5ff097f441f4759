namespace Grpc.Core;

/// <summary>The messages of a stream, one at a time.</summary>
/// <typeparam name="T">A message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> read.</summary>
    T Current { get; }

    /// <summary>Reads a message; false at the end of the stream.</summary>
    /// <param name="cancellationToken">Gives the wait, and with it the call, up.</param>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
