using System.Runtime.CompilerServices;
using Detector.V1;
using Grpc.Net.Client;

namespace Detector.Client;

/// <summary>
/// Calls one or several Detector servers. Tries again where that may help, after the wait that the server asks for and never past
/// the time allowed. For any number of threads; make one and keep it, since it holds the connections.
/// </summary>
public sealed class DetectorClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly Caller _caller;
    private readonly TimeSpan _timeout;

    /// <summary>Checks the options; connects with the first call.</summary>
    /// <param name="options">Which servers, and how. Not to be changed afterwards.</param>
    /// <exception cref="ArgumentException">Names every option that is wrong, its value, the limit and the fix.</exception>
    public DetectorClient(DetectorClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ClientOptionsCheck.Check(options);
        _timeout = options.Timeout;
        _channel = ServerChannel.Open(options);
        _caller = new Caller(options, new DetectionService.DetectionServiceClient(_channel));
    }

    /// <summary>Scores one image.</summary>
    /// <param name="image">The whole encoded file; not copied, so it must not change before the answer.</param>
    /// <param name="settings">What is wanted beside the score; null for nothing.</param>
    /// <param name="cancellationToken">Gives up; the server drops the image too.</param>
    /// <exception cref="DetectorException">There is no answer, for good.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<Analysis> AnalyzeAsync(
        ReadOnlyMemory<byte> image, AnalyzeSettings? settings = null, CancellationToken cancellationToken = default)
    {
        settings ??= new AnalyzeSettings();
        _caller.CheckSize(image);
        var request = settings.ToRequest(image, "");
        var response = await _caller.CallAsync(
            options => _caller.Service.AnalyzeAsync(request, options), settings.Timeout ?? _timeout, cancellationToken);
        return Answers.Read(response);
    }

    /// <summary>Which models are served; the first one scores.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DetectorException">There is no answer, for good.</exception>
    public async Task<IReadOnlyList<ModelInfo>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var response = await _caller.CallAsync(
            options => _caller.Service.ListModelsAsync(new ListModelsRequest(), options), _timeout, cancellationToken);
        return response.Models;
    }

    /// <summary>What one model is, where its verdicts begin, how well it does, and what it takes in.</summary>
    /// <param name="name">Its name; null for the one that scores.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DetectorException">There is no answer, for good: no_such_model where it is not served.</exception>
    public Task<ModelInfo> GetModelAsync(string? name = null, CancellationToken cancellationToken = default) =>
        _caller.CallAsync(
            options => _caller.Service.GetModelAsync(new GetModelRequest { Name = name ?? "" }, options), _timeout,
            cancellationToken);

    /// <summary>
    /// Scores many images over a few streams. Every image has exactly one outcome, in the order of finishing; one bad image stops
    /// nothing. Images are taken as there is room in the window, so a server that is busy, or a reader that is slow, holds the
    /// source up. Those that a stream took with it when it broke, or when its server stopped, are sent again.
    /// </summary>
    /// <param name="images">The source, read by one thread at a time.</param>
    /// <param name="settings">How many at a time, and what is wanted of each; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outcomes. What the source throws comes after those of the images before it.</returns>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public IAsyncEnumerable<BulkOutcome> AnalyzeManyAsync(
        IAsyncEnumerable<ImageItem> images, BulkSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        settings ??= new BulkSettings();
        settings.Check();
        return RunAsync(images, settings, cancellationToken);
    }

    /// <summary>The streams of <see cref="AnalyzeManyAsync"/> for callers that hand in one image at a time and wait for its
    /// answer.</summary>
    /// <param name="settings">How many at a time, and what is wanted of each; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public BulkAnalyzer OpenBulk(BulkSettings? settings = null)
    {
        settings ??= new BulkSettings();
        settings.Check();
        return new BulkAnalyzer(_caller, settings);
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private async IAsyncEnumerable<BulkOutcome> RunAsync(
        IAsyncEnumerable<ImageItem> images, BulkSettings settings,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var run = new BulkRun(OpenBulk(settings), settings.Window, cancellationToken);
        await foreach (var outcome in run.RunAsync(images))
        {
            yield return outcome;
            run.Taken();
        }
    }
}
