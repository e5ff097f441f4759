using System.Net;
using Detector.Load.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Detector.Load.Tests.Support;

/// <summary>A <see cref="FakeDetection"/> on a free port of the loopback.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(WebApplication app)
    {
        _app = app;
    }

    public FakeDetection Detection { get; private init; } = new();

    /// <summary>Different pictures.</summary>
    public LoadPicture[] Pictures { get; } =
        [.. Enumerable.Range(1, 3).Select(seed => LoadPicture.Of(TestPictureBytes.Create(seed)))];

    public LoadTarget Target { get; private set; } = null!;

    public static async Task<FakeServer> StartAsync()
    {
        var detection = new FakeDetection();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(detection);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<FakeDetection>();
        await app.StartAsync();
        return new FakeServer(app) { Detection = detection, Target = new LoadTarget(app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        Target.Dispose();
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }
}
