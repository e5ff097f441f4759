using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Detector.Load.Serving;

/// <summary>A collector that takes all it is sent by OTLP over HTTP and keeps nothing.</summary>
internal sealed class CollectorSink : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _bytes;

    private CollectorSink()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>Such as http://127.0.0.1:40123.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Bytes that came so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Starts one on a free port.</summary>
    /// <param name="stop">Gives up.</param>
    public static async Task<CollectorSink> StartAsync(CancellationToken stop)
    {
        var sink = new CollectorSink();
        await sink._app.StartAsync(stop);
        return sink;
    }

    /// <summary>Stops.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var buffer = new byte[16 << 10];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            Interlocked.Add(ref _bytes, read);
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
    }
}
