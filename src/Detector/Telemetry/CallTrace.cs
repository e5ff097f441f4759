using System.Diagnostics;

namespace Detector.Telemetry;

/// <summary>The caller's span and when it came, for stages that run in other threads. Empty where nobody listens.</summary>
/// <param name="Caller">The caller's span.</param>
/// <param name="Began">When the analysis began.</param>
internal readonly record struct CallTrace(ActivityContext Caller, DateTimeOffset Began)
{
    /// <summary>Takes the span that is the current one.</summary>
    /// <param name="time">Clock.</param>
    public static CallTrace Begin(TimeProvider time) => DetectorActivity.Recorded is var caller && caller != default
        ? new CallTrace(caller, time.GetUtcNow())
        : default;

    /// <summary>Begins a stage.</summary>
    /// <param name="name">One of <see cref="SpanNames"/>.</param>
    /// <returns>Null where nobody listens.</returns>
    public Activity? Stage(string name) => Caller == default
        ? null
        : DetectorActivity.Source.StartActivity(name, ActivityKind.Internal, Caller);

    /// <summary>All until now was waiting.</summary>
    /// <param name="time">Clock.</param>
    public void Waited(TimeProvider time)
    {
        if (Caller != default)
        {
            DetectorActivity.Past(SpanNames.Queue, Caller, Began, time.GetUtcNow());
        }
    }
}
