using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Detector.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detector.Server.Tests.Security;

/// <summary>
/// Kestrel on a free loopback port with the access middleware before an end that answers with the client's name.
/// Everything that anything logs is kept.
/// </summary>
internal sealed class AccessHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly KeepingLogs _logs;

    private AccessHost(WebApplication app, KeepingLogs logs)
    {
        (_app, _logs) = (app, logs);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features
            .GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
    }

    public Uri Address { get; }

    public IReadOnlyCollection<string> Logs => _logs.Lines;

    public static async Task<AccessHost> StartAsync(
        AccessSetup setup, HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? tls = null)
    {
        var logs = new KeepingLogs();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(setup.Time);
        builder.Services.AddAccess(setup.Configuration);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                if (tls is not null)
                {
                    var https = new HttpsConnectionAdapterOptions { ServerCertificate = tls };
                    kestrel.ApplicationServices.GetRequiredService<ClientCertificates>().Apply(https);
                    listen.UseHttps(https);
                }
            }));
        var app = builder.Build();
        app.UseAccess();
        app.Run(context => context.Response.WriteAsync(
            context.Request.Path == "/readyz" ? "ready" : context.ClientName(), context.RequestAborted));
        await app.StartAsync();
        return new AccessHost(app, logs);
    }

    /// <summary>Sends one request on a connection of its own.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, X509Certificate2? certificate = null, bool http2 = false)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server?.Subject == "CN=localhost";
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!;
        handler.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        using var client = new HttpClient(handler) { BaseAddress = Address };
        if (http2)
        {
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }

        var response = await client.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class KeepingLogs : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
