using System.Collections;
using Detector.ModelPackages;
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
            await app.WaitForShutdownAsync();
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
        AddressProbe.Check(options);
        var analyzer = services.GetRequiredService<ImageAnalyzer>();
        await app.StartAsync();
        Announce(app, options, analyzer);
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
