using Detector.V1;

namespace Detector.Load.Running;

/// <summary>One picture that comes in, whatever the server is doing.</summary>
/// <param name="At">Since the begin of the run.</param>
/// <param name="Lane">How urgent it is.</param>
internal readonly record struct Arrival(TimeSpan At, Priority Lane);
