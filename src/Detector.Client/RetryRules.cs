using Grpc.Core;

namespace Detector.Client;

/// <summary>Whether and when to try again. Shared by all calls of a client, of any thread.</summary>
/// <param name="options">Checked options.</param>
/// <param name="random">Numbers from 0 to 1.</param>
internal sealed class RetryRules(DetectorClientOptions options, Func<double> random)
{
    private const string Draining = "draining";

    private volatile bool _isGone;

    /// <summary>How long to wait before the next attempt; null where there is to be none.</summary>
    /// <param name="failure">What became of the last one.</param>
    /// <param name="attempts">Attempts so far, at least 1.</param>
    /// <param name="remaining">Time left for the call.</param>
    public TimeSpan? Delay(DetectorException failure, int attempts, TimeSpan remaining)
    {
        var wasGone = _isGone;
        if (failure.Reason != ClientReason.Unreachable)
        {
            _isGone = false;
        }
        else if (attempts >= options.MaxAttempts)
        {
            _isGone = true;
        }

        if (!CanHelp(failure) || attempts >= (wasGone && _isGone ? 1 : options.MaxAttempts))
        {
            return null;
        }

        // A wait to the end would only hide why there is no answer.
        var delay = Pause(failure, attempts);
        return delay < remaining ? delay : null;
    }

    /// <summary>How long to leave a server alone that ended a whole stream.</summary>
    /// <param name="failure">How it ended.</param>
    /// <param name="attempts">Waits so far, and this one.</param>
    public TimeSpan Pause(DetectorException failure, int attempts)
    {
        var backoff = Backoff(attempts);

        // A server that stops is not worth waiting for when there are others.
        if (failure.RetryAfter is not { } asked || (failure.Reason == Draining && options.Servers.Count > 1))
        {
            return backoff;
        }

        var longer = asked * (1 + (options.BackoffJitter * random()));
        return longer > backoff ? longer : backoff;
    }

    /// <summary>A server answered.</summary>
    public void NoteAnswer() => _isGone = false;

    private static bool CanHelp(DetectorException failure) => failure.StatusCode switch
    {
        StatusCode.Unavailable => failure.Reason != ClientReason.Untrusted,
        StatusCode.ResourceExhausted => failure.RetryAfter is not null,
        _ => false,
    };

    private TimeSpan Backoff(int attempts)
    {
        var seconds = options.InitialBackoff.TotalSeconds * Math.Pow(options.BackoffMultiplier, attempts - 1);
        return TimeSpan.FromSeconds(Math.Min(seconds, options.MaxBackoff.TotalSeconds))
            * (1 - (options.BackoffJitter * random()));
    }
}
