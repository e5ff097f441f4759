namespace Detector.Server.Analysis;

/// <summary>Ends a call with a failure that is told to the caller.</summary>
/// <param name="failure">What is told.</param>
/// <param name="innerException">The cause, where there is one.</param>
public sealed class CallFailedException(CallFailure failure, Exception? innerException = null)
    : Exception(failure.Message, innerException)
{
    /// <summary>What is told.</summary>
    public CallFailure Failure { get; } = failure;
}
