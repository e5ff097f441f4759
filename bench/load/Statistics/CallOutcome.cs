using Detector.Load.Wire;
using Detector.V1;

namespace Detector.Load.Statistics;

/// <summary>How a call ended.</summary>
internal enum CallEnd
{
    /// <summary>With a score.</summary>
    Answered,

    /// <summary>Turned away: RESOURCE_EXHAUSTED, or UNAVAILABLE while the server stops.</summary>
    Refused,

    /// <summary>In any other way.</summary>
    Failed,

    /// <summary>Given up when the run was over.</summary>
    Abandoned,
}

/// <summary>One call, from when it should have begun to its end. All times since the begin of the run.</summary>
/// <param name="Lane">How urgent it was.</param>
/// <param name="Intended">When it should have been sent: latencies count from here, whatever held the sender
/// up.</param>
/// <param name="Sent">When it was.</param>
/// <param name="Done">When it ended.</param>
/// <param name="End">How it ended.</param>
internal readonly record struct CallOutcome(Priority Lane, TimeSpan Intended, TimeSpan Sent, TimeSpan Done, CallEnd End)
{
    /// <summary>The score and its timings; null without one.</summary>
    public Answer? Answer { get; init; }

    /// <summary>Stable code of a refusal or failure, or the status code's name where the server gave none.</summary>
    public string? Reason { get; init; }

    /// <summary>When the answer was worth nothing any more; null for never.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>When the server asks to try again; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True for an answer that is of another picture, or under another reference.</summary>
    public bool IsWrong { get; init; }

    /// <summary>How much it came after its deadline; null where it did not, or there was none.</summary>
    public TimeSpan? PastDeadlineBy => Deadline is { } deadline && Done > deadline ? Done - deadline : null;

    /// <summary>An answer that was still worth something.</summary>
    public bool IsGood => End == CallEnd.Answered && !IsWrong && PastDeadlineBy is null;
}
