namespace Detector.Load.Wire;

/// <summary>
/// Tells the server a call's deadline without the client library knowing of it. The library drops a timeout header that
/// it did not write itself; and one that it does write ends the call here on time, so that nobody would see how late
/// the server is.
/// </summary>
/// <param name="inner">Sends.</param>
internal sealed class TimeoutHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>The header that carries it as far as here.</summary>
    public const string CarriedName = "load-timeout";

    private const string SentName = "grpc-timeout";

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.NonValidated.TryGetValues(CarriedName, out var timeout))
        {
            var value = timeout.ToString();
            request.Headers.Remove(CarriedName);
            request.Headers.TryAddWithoutValidation(SentName, value);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
