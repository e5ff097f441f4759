using Detector.Server.Analysis;
using Grpc.Core;

namespace Detector.Server.Security;

/// <summary>Holds clients to their limits: those of the configuration in force when a call comes.</summary>
/// <param name="registry">The configuration in force.</param>
internal sealed class ClientLimits(ClientRegistry registry)
{
    /// <summary>Lets one image in. Dispose what is returned when its work is over.</summary>
    /// <param name="client">A name of the configuration, or <see cref="AccessState.LocalName"/>.</param>
    /// <param name="megapixels">Size of the image, million pixels, at least 0.</param>
    /// <param name="mayWait">True to wait for its turn, first come, first served, instead of being refused.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CallFailedException">
    /// rate_limited or too_many_calls, with the time to try again; bad_credentials where the client is no longer
    /// configured.
    /// </exception>
    public ValueTask<IDisposable> AcquireAsync(
        string client, double megapixels, bool mayWait, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(megapixels);
        if (!registry.Current.Clients.TryGetValue(client, out var entry))
        {
            throw new CallFailedException(new CallFailure(
                StatusCode.Unauthenticated, AccessReason.BadCredentials,
                $"Client {client} is no longer configured. Ask the operator."));
        }

        return mayWait
            ? entry.Gate.WaitAsync(megapixels, cancellation)
            : ValueTask.FromResult(entry.Gate.Acquire(megapixels));
    }
}
