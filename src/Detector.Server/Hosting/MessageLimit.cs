using Detector.Decoding;

namespace Detector.Server.Hosting;

/// <summary>How large a message may be that is read at all.</summary>
internal static class MessageLimit
{
    private const int Slack = 1 << 20;

    /// <summary>
    /// Twice the largest picture: one that is a little too large is read and refused in the detector's own words, and in a
    /// stream without ending it. Only what is larger still is not read.
    /// </summary>
    /// <param name="decoding">How large pictures may be.</param>
    public static int Bytes(DecodingOptions decoding) => (int)Math.Min((2L * decoding.MaxBytes) + Slack, int.MaxValue);
}
