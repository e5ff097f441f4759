using System.Globalization;
using Detector.Batching;
using Detector.Decoding;
using Detector.ModelPackages;
using Detector.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Detector.Load.Serving;

/// <summary>
/// The real server in this process, on a free port of the loopback, with a line of questions on standard input: what it
/// allocated and computed, and what the bare runtime does beside it. Answers are lines on standard output; the log goes to
/// standard error. Ends with its standard input, so that it never outlives who started it.
/// </summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private readonly WebApplication _app;
    private BareLoop? _bare;

    private ServedProcess(WebApplication app)
    {
        _app = app;
    }

    /// <summary>Starts the server.</summary>
    /// <param name="readyPixels">Decode each picture once only.</param>
    /// <param name="switches">Further switches of the server's command line.</param>
    public static async Task<ServedProcess> StartAsync(bool readyPixels, IReadOnlyList<string> switches)
    {
        string[] own =
        [
            "--grpc", "127.0.0.1:0", "--http", ServerEndpoint.Off,
            "--Logging:Console:LogToStandardErrorThreshold=Trace",
        ];
        var app = DetectorServer.Create(
            CommandLine.Parse([.. own, .. switches]), Environment.GetEnvironmentVariables(),
            builder =>
            {
                if (readyPixels)
                {
                    builder.Services.Replace(ServiceDescriptor.Singleton<IImageDecoder>(services =>
                        new ReadyPixelsDecoder(ActivatorUtilities.CreateInstance<VipsImageDecoder>(services))));
                }
            });
        await ServerProgram.StartAsync(app);
        return new ServedProcess(app);
    }

    /// <summary>Answers questions until there are no more.</summary>
    public async Task AnswerAsync(TextReader questions, TextWriter answers, CancellationToken stop)
    {
        await answers.WriteLineAsync($"{BoundAddresses.Of(_app, Value<ServerOptions>()).Grpc} {LargestBatch}");
        await answers.FlushAsync(stop);
        while (await questions.ReadLineAsync(stop) is { } question)
        {
            await answers.WriteLineAsync(Answer(question.Split(' ')));
            await answers.FlushAsync(stop);
        }
    }

    /// <summary>Stops the server in order.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _bare?.Dispose();
    }

    private int LargestBatch => Value<BatchingOptions>().TilesOn(
        _app.Services.GetRequiredService<ImageAnalyzer>().Device);

    private BareLoop Bare => _bare ??= new BareLoop(
        _app.Services.GetRequiredService<ModelPackage>(), _app.Services.GetRequiredService<ImageAnalyzer>().Device,
        TimeProvider.System);

    private string Answer(string[] question) => question switch
    {
        [ServerQuestion.Allocated] =>
            GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture),
        [ServerQuestion.Processor] =>
            Environment.CpuUsage.TotalTime.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        [ServerQuestion.BestBatch, var seconds] =>
            Bare.FindBest(LargestBatch, Seconds(seconds)).ToString(CultureInfo.InvariantCulture),
        [ServerQuestion.Bare, var tiles, var seconds] => Bare
            .Measure(int.Parse(tiles, CultureInfo.InvariantCulture), Seconds(seconds))
            .ToString(CultureInfo.InvariantCulture),
        _ => "?",
    };

    private T Value<T>()
        where T : class => _app.Services.GetRequiredService<IOptions<T>>().Value;

    private static TimeSpan Seconds(string text) =>
        TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
