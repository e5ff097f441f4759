using Detector.V1;
using Grpc.Core;

namespace Detector.Client;

/// <summary>Makes calls with credentials, limits and retries.</summary>
internal sealed class Caller
{
    // Reference and flags of a request, beside its image.
    private const int Overhead = 1024;

    private readonly DetectorClientOptions _options;
    private readonly Metadata _headers = [];

    /// <summary>Uses a channel.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="service">The servers.</param>
    public Caller(DetectorClientOptions options, DetectionService.DetectionServiceClient service)
    {
        _options = options;
        Service = service;
        Rules = new RetryRules(options, Random.Shared.NextDouble);
        if (options.ApiKey is { } key)
        {
            _headers.Add("authorization", $"Bearer {key}");
        }
    }

    /// <summary>The servers.</summary>
    public DetectionService.DetectionServiceClient Service { get; }

    /// <summary>Whether to try again.</summary>
    public RetryRules Rules { get; }

    /// <summary>Clock.</summary>
    public TimeProvider Time => _options.Time;

    /// <summary>How many servers there are.</summary>
    public int Servers => _options.Servers.Count;

    /// <summary>Makes a call, and makes it again where that may help.</summary>
    /// <param name="start">Starts it.</param>
    /// <param name="timeout">For all attempts and waits together.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DetectorException">It failed for good.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<T> CallAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> start, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var began = Time.GetTimestamp();
        for (var attempts = 1; ; attempts++)
        {
            DetectorException failure;
            try
            {
                using var call = start(Options(timeout - Time.GetElapsedTime(began), cancellationToken));
                var answer = await call.ResponseAsync;
                Rules.NoteAnswer();
                return answer;
            }
            catch (RpcException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                failure = FailureReader.From(e);
            }

            if (Rules.Delay(failure, attempts, timeout - Time.GetElapsedTime(began)) is not { } delay)
            {
                throw failure;
            }

            await Task.Delay(delay, Time, cancellationToken);
        }
    }

    /// <summary>Opens a stream, which may last.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public AsyncDuplexStreamingCall<AnalyzeRequest, AnalyzeResponse> OpenStream(CancellationToken cancellationToken) =>
        Service.AnalyzeStream(new CallOptions(_headers, cancellationToken: cancellationToken));

    /// <summary>Refuses what cannot be sent: in a stream it would break the others' way.</summary>
    /// <param name="image">The whole encoded file.</param>
    /// <exception cref="DetectorException">It is too large.</exception>
    public void CheckSize(ReadOnlyMemory<byte> image)
    {
        if (image.Length > _options.MaxMessageBytes - Overhead)
        {
            throw new DetectorException(
                StatusCode.InvalidArgument, ClientReason.TooManyBytes,
                $"The image has {image.Length} bytes; MaxMessageBytes allows {_options.MaxMessageBytes - Overhead}. It was not "
                + "sent. Send a smaller copy.")
            {
                Field = "image",
            };
        }
    }

    private CallOptions Options(TimeSpan remaining, CancellationToken cancellationToken)
    {
        // gRPC measures its deadlines by the system's clock, whichever the caller gave this client.
        var deadline = TimeProvider.System.GetUtcNow() + remaining;
        return new CallOptions(_headers, deadline.UtcDateTime, cancellationToken);
    }
}
