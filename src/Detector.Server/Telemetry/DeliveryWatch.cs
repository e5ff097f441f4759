using System.Net;

namespace Detector.Server.Telemetry;

/// <summary>
/// Says once when the collector stops taking deliveries of a signal, and once when it takes them again. What is not delivered
/// is dropped: nothing waits for a collector.
/// </summary>
/// <param name="services">Has the log. Not asked for it before there is something to say: the log itself is made from
/// this.</param>
internal sealed class DeliveryWatch(IServiceProvider services)
{
    /// <summary>The way to the collector for one signal.</summary>
    /// <param name="signal">traces, metrics or logs.</param>
    public HttpMessageHandler Handler(string signal) => new Watcher(signal, this)
    {
        // Never through a proxy of the environment that is meant for other programs, never with cookies.
        InnerHandler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false },
    };

    private ILogger Log => services.GetRequiredService<ILogger<DeliveryWatch>>();

    private sealed class Watcher(string signal, DeliveryWatch owner) : DelegatingHandler
    {
        private bool _isLost;

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return See(base.Send(request, cancellationToken));
            }
            catch (Exception e)
            {
                Lost(e.GetBaseException().Message);
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return See(await base.SendAsync(request, cancellationToken));
            }
            catch (Exception e)
            {
                Lost(e.GetBaseException().Message);
                throw;
            }
        }

        private HttpResponseMessage See(HttpResponseMessage response)
        {
            if (response.StatusCode == HttpStatusCode.OK)
            {
                if (Interlocked.Exchange(ref _isLost, false))
                {
                    owner.Log.DeliveredAgain(signal);
                }
            }
            else
            {
                Lost($"it answers {(int)response.StatusCode}");
            }

            return response;
        }

        private void Lost(string reason)
        {
            if (!Interlocked.Exchange(ref _isLost, true))
            {
                owner.Log.NotDelivered(signal, reason);
            }
        }
    }
}
