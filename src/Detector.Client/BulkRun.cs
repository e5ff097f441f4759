using System.Threading.Channels;

namespace Detector.Client;

/// <summary>One run of <see cref="DetectorClient.AnalyzeManyAsync"/>.</summary>
/// <param name="bulk">The streams; disposed with this.</param>
/// <param name="window">Most images between being taken from the source and their outcome being taken.</param>
/// <param name="cancellationToken">Gives up.</param>
internal sealed class BulkRun(BulkAnalyzer bulk, int window, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly SemaphoreSlim _places = new(window);

    // Never holds more than there are places for.
    private readonly Channel<BulkOutcome> _outcomes = Channel.CreateUnbounded<BulkOutcome>();
    private Task _reading = Task.CompletedTask;

    // The reading of the source counts as one.
    private int _unfinished = 1;
    private Exception? _failure;

    /// <summary>Outcomes as they come.</summary>
    /// <param name="images">The source.</param>
    public IAsyncEnumerable<BulkOutcome> RunAsync(IAsyncEnumerable<ImageItem> images)
    {
        _reading = Task.Run(() => ReadAsync(images), CancellationToken.None);
        return _outcomes.Reader.ReadAllAsync(cancellationToken);
    }

    /// <summary>An outcome was taken: there is a place for another image.</summary>
    public void Taken() => _places.Release();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await bulk.DisposeAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<ImageItem> images)
    {
        try
        {
            await _places.WaitAsync(_stop.Token);
            await foreach (var item in images.WithCancellation(_stop.Token))
            {
                Interlocked.Increment(ref _unfinished);
                _ = AnswerAsync(item);
                await _places.WaitAsync(_stop.Token);
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }

        Finish();
    }

    private async Task AnswerAsync(ImageItem item)
    {
        try
        {
            var analysis = await bulk.AnalyzeAsync(item.Image, cancellationToken: _stop.Token);
            _outcomes.Writer.TryWrite(new BulkOutcome { Reference = item.Reference, Analysis = analysis });
        }
        catch (DetectorException e)
        {
            _outcomes.Writer.TryWrite(new BulkOutcome { Reference = item.Reference, Failure = e });
        }
        catch (Exception e)
        {
            _failure = e;
        }

        Finish();
    }

    private void Finish()
    {
        if (Interlocked.Decrement(ref _unfinished) == 0)
        {
            _outcomes.Writer.TryComplete(_failure);
        }
    }
}
