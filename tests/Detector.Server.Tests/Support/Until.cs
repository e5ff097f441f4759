namespace Detector.Server.Tests.Support;

/// <summary>Waits for what happens on another thread and tells nobody.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task TrueAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "It did not happen.");
            await Task.Delay(Pause);
        }
    }
}
