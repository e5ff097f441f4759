using System.Collections;
using Detector.Inference;
using Detector.ModelPackages;
using Detector.Server.Security;
using Detector.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Detector.Server.Hosting;

/// <summary>The whole life of the program: read, check, load, serve, drain. Problems before it serves are plain lines.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
internal sealed class ServerProgram(TextWriter output, TextWriter error)
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>Something broke.</summary>
    public const int Failure = 1;

    /// <summary>A setting, the model, or an address was refused.</summary>
    public const int BadUsage = 2;

    /// <summary>Runs until the host is told to stop.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="change">For tests: called when all is registered.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        IReadOnlyList<string> args, IDictionary environment, Action<WebApplicationBuilder>? change = null)
    {
        if (args is [KeyCommand.Name])
        {
            return KeyCommand.Run(output);
        }

        try
        {
            var commandLine = CommandLine.Parse(args);
            if (commandLine.IsHelp)
            {
                await output.WriteLineAsync(CommandLine.Help);
                return Success;
            }

            await using var app = DetectorServer.Create(commandLine, environment, change);
            await StartAsync(app);
            await StopWhenAskedAsync(app);
            return Success;
        }
        catch (Exception e) when (Problems(e) is { } problems)
        {
            foreach (var problem in problems)
            {
                await error.WriteLineAsync($"detector-server: {problem}");
            }

            return BadUsage;
        }
    }

    /// <summary>Checks all settings, loads the model, and only then listens.</summary>
    /// <param name="app">The server.</param>
    /// <exception cref="StartException">A setting is refused; other exceptions as <see cref="Problems"/> knows them.</exception>
    internal static async Task StartAsync(WebApplication app)
    {
        var services = app.Services;
        services.GetService<IStartupValidator>()?.Validate();
        var options = services.GetRequiredService<IOptions<ServerOptions>>().Value;
        EndpointGuard.Check(Served(options), services.GetRequiredService<ClientRegistry>().Current.HasClients);
        AddressProbe.Check(options);
        services.GetRequiredService<TelemetryHost>().Start();
        var analyzer = services.GetRequiredService<ImageAnalyzer>();
        services.GetRequiredService<ServerHealth>().Watch(services.GetRequiredService<IInferenceBackend>());
        await app.StartAsync();
        Announce(app, options, analyzer);
    }

    /// <summary>
    /// Waits for a signal, drains, and only then gives the connections their time to close: a caller that does not read its
    /// answers must not use up that of the others.
    /// </summary>
    private static async Task StopWhenAskedAsync(WebApplication app)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = app.Lifetime.ApplicationStopping.Register(asked.SetResult);
        await asked.Task;
        await app.Services.GetRequiredService<DrainService>().DrainAsync(CancellationToken.None);
        using var limit = new CancellationTokenSource(DetectorServer.Closing);
        await app.StopAsync(limit.Token);
    }

    private static IEnumerable<ServedAddress> Served(ServerOptions options)
    {
        if (ServerEndpoint.TryParse(options.Grpc, out var grpc))
        {
            yield return new ServedAddress($"{ServerOptions.SectionName}:{nameof(options.Grpc)}", grpc.Host, options.Tls.IsOn);
        }

        if (ServerEndpoint.TryParse(options.Http, out var http))
        {
            yield return new ServedAddress($"{ServerOptions.SectionName}:{nameof(options.Http)}", http.Host, options.Tls.IsOn);
        }
    }

    private static void Announce(WebApplication app, ServerOptions options, ImageAnalyzer analyzer)
    {
        var (grpc, http) = BoundAddresses.Of(app, options);
        app.Services.GetRequiredService<ILogger<ServerProgram>>().Serving(
            grpc, http, options.Tls.IsOn ? " (TLS)" : "", analyzer.Model.Name, analyzer.Model.Version, analyzer.Device);
    }

    /// <summary>What an operator can mend, a line each; null for what nobody foresaw.</summary>
    private static IReadOnlyList<string>? Problems(Exception exception) => exception switch
    {
        StartException start => start.Problems,
        OptionsValidationException options => [.. options.Failures],
        AggregateException all when all.InnerExceptions.Select(Problems).ToArray() is var each && !each.Contains(null) =>
            [.. each.SelectMany(lines => lines!)],
        ModelPackageException package => package.Message.Split('\n'),
        InvalidOperationException or IOException => [exception.Message],
        _ => null,
    };
}
