using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Detector.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Detector.Client.Tests.Support;

/// <summary>A server on a free port of this machine that does what a test tells it to.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>One call of Analyze, GetModel or ListModels: an answer or a failure. Default: an empty analysis.</summary>
    public Func<AnalyzeRequest, ServerCallContext, Task<AnalyzeResponse>> OnAnalyze { get; set; } =
        (request, _) => Task.FromResult(Script.Answer(request));

    /// <summary>One stream. Default: answers each image as it comes.</summary>
    public Func<IAsyncStreamReader<AnalyzeRequest>, IServerStreamWriter<AnalyzeResponse>, ServerCallContext, Task> OnStream
    {
        get;
        set;
    } = Script.AnswerAllAsync;

    /// <summary>Every image that came, by whatever call.</summary>
    public ConcurrentQueue<AnalyzeRequest> Seen { get; } = [];

    /// <summary>Headers of the calls.</summary>
    public ConcurrentQueue<Metadata> Headers { get; } = [];

    /// <summary>How many streams were opened.</summary>
    public int Streams { get; set; }

    public int Port { get; private set; }

    public string Address { get; private set; } = "";

    public static async Task<ScriptedServer> StartAsync(
        int port = 0, X509Certificate2? certificate = null, X509Certificate2? clientRoot = null)
    {
        var server = new ScriptedServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(https => Secure(https, certificate, clientRoot));
            }
        }));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = 1 << 20);
        builder.Services.AddSingleton(server);
        server._app = builder.Build();
        server._app.MapGrpcService<ScriptedService>();
        await server._app.StartAsync();
        var uri = new Uri(server._app.Urls.Single());
        server.Port = uri.Port;
        server.Address = certificate is null ? $"http://127.0.0.1:{uri.Port}" : $"https://localhost:{uri.Port}";
        return server;
    }

    /// <summary>Cuts all connections.</summary>
    public async Task KillAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private static void Secure(HttpsConnectionAdapterOptions https, X509Certificate2 certificate, X509Certificate2? clientRoot)
    {
        https.ServerCertificate = certificate;
        if (clientRoot is not null)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (client, _, _) => client.Issuer == clientRoot.Subject;
        }
    }

    private sealed class ScriptedService(ScriptedServer server) : DetectionService.DetectionServiceBase
    {
        public override Task<AnalyzeResponse> Analyze(AnalyzeRequest request, ServerCallContext context)
        {
            server.Seen.Enqueue(request);
            server.Headers.Enqueue(context.RequestHeaders);
            return server.OnAnalyze(request, context);
        }

        public override Task AnalyzeStream(
            IAsyncStreamReader<AnalyzeRequest> requestStream, IServerStreamWriter<AnalyzeResponse> responseStream,
            ServerCallContext context)
        {
            lock (server)
            {
                server.Streams++;
            }

            server.Headers.Enqueue(context.RequestHeaders);
            return server.OnStream(new Noting(requestStream, server), responseStream, context);
        }

        public override async Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
        {
            await server.OnAnalyze(new AnalyzeRequest(), context);
            return new ListModelsResponse { Models = { Script.Model } };
        }

        public override async Task<ModelInfo> GetModel(GetModelRequest request, ServerCallContext context)
        {
            await server.OnAnalyze(new AnalyzeRequest(), context);
            return request.Name is "" or "trace"
                ? Script.Model
                : throw Script.Failure(StatusCode.NotFound, "no_such_model", "no");
        }
    }

    private sealed class Noting(IAsyncStreamReader<AnalyzeRequest> inner, ScriptedServer server)
        : IAsyncStreamReader<AnalyzeRequest>
    {
        public AnalyzeRequest Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken))
            {
                return false;
            }

            server.Seen.Enqueue(inner.Current);
            return true;
        }
    }
}
