namespace Detector.Inference;

/// <summary>The opening of a device was given up; it may still be under way.</summary>
internal sealed class StuckOpeningException(string message, WatchedThread thread) : TimeoutException(message)
{
    /// <summary>True once it has come to an end after all.</summary>
    public bool IsOver => !thread.IsBusy;
}
