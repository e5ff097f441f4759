using System.Security.Cryptography;
using System.Text;

namespace Detector.Server.Review;

/// <summary>One sign-in.</summary>
/// <param name="Client">Name of the client whose key it was.</param>
/// <param name="KeyHash">Hash of that key: without it the session ends.</param>
/// <param name="Csrf">
/// What calls with its cookie must repeat in a header, which no foreign page can know or send.
/// </param>
/// <param name="Ends">When it is over.</param>
internal sealed record ReviewSession(string Client, byte[] KeyHash, string Csrf, DateTimeOffset Ends)
{
    /// <summary>Header that repeats <see cref="Csrf"/>.</summary>
    public const string CsrfHeader = "X-Detector-Csrf";

    /// <summary>True where the request's header is this session's, in a time that tells nothing about it.</summary>
    /// <param name="request">What was sent.</param>
    public bool IsMeantBy(HttpRequest request)
    {
        var sent = request.Headers[CsrfHeader];
        return sent.Count == 1 && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(sent.ToString()), Encoding.UTF8.GetBytes(Csrf));
    }
}
