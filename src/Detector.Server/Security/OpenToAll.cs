namespace Detector.Server.Security;

/// <summary>
/// Metadata of endpoints that need no credentials: one path each, and nothing in what they send is anybody's.
/// </summary>
internal sealed class OpenToAll
{
    private OpenToAll()
    {
    }

    /// <summary>The only one.</summary>
    public static OpenToAll Instance { get; } = new();
}
