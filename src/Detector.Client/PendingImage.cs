using Detector.V1;

namespace Detector.Client;

/// <summary>One image of a <see cref="BulkAnalyzer"/>, from its call to its one answer.</summary>
/// <param name="id">Its name on the wire: no one else's, and nothing of the caller's.</param>
/// <param name="request">What is sent.</param>
internal sealed class PendingImage(string id, AnalyzeRequest request)
{
    private readonly TaskCompletionSource<Analysis> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile BulkStream? _stream;

    /// <summary>Its name on the wire.</summary>
    public string Id { get; } = id;

    /// <summary>What is sent; null when it is answered, which frees the image.</summary>
    public AnalyzeRequest? Request { get; private set; } = request;

    /// <summary>How often it was sent. Written by the stream that has it.</summary>
    public int Attempts { get; set; }

    /// <summary>When it was sent last. Written by the stream that has it.</summary>
    public long SentAt { get; set; }

    /// <summary>The stream that has it; null for none.</summary>
    public BulkStream? Stream
    {
        get => _stream;
        set => _stream = value;
    }

    /// <summary>Time left.</summary>
    public required Func<TimeSpan> Remaining { get; init; }

    /// <summary>Ends with its answer.</summary>
    public Task<Analysis> Answer => _answer.Task;

    /// <summary>Gives it its answer; later ones have no effect.</summary>
    /// <param name="analysis">The answer.</param>
    public void Succeed(Analysis analysis)
    {
        Request = null;
        _answer.TrySetResult(analysis);
    }

    /// <summary>Lets it fail.</summary>
    /// <param name="exception">Why.</param>
    public void Fail(DetectorException exception)
    {
        Request = null;
        _answer.TrySetException(exception);
    }

    /// <summary>Gives it up.</summary>
    /// <param name="cancellationToken">On whose wish.</param>
    public void Cancel(CancellationToken cancellationToken)
    {
        Request = null;
        _answer.TrySetCanceled(cancellationToken);
    }
}
