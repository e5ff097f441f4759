namespace Detector.Server.Review;

/// <summary>
/// The cookie that holds a session's id. Over TLS its name begins with __Host-, so that browsers take it from this very
/// host only (RFC 6265bis, section 4.1.3.2), and never send it in the clear.
/// </summary>
internal static class SessionCookie
{
    /// <summary>Its name without TLS: on this machine.</summary>
    public const string PlainName = "detector-session";

    /// <summary>Its name with TLS.</summary>
    public const string SecureName = "__Host-" + PlainName;

    /// <summary>The id that was sent; null where none was.</summary>
    /// <param name="request">With TLS only the cookie counts that nobody can have set without.</param>
    public static string? Read(HttpRequest request) => request.Cookies[SecureName]
        ?? (request.IsHttps ? null : request.Cookies[PlainName]);

    /// <summary>Has the browser keep the id until it is closed.</summary>
    /// <param name="context">The call.</param>
    /// <param name="id">The session's.</param>
    public static void Write(HttpContext context, string id)
    {
        var secure = IsSecure(context.Request);
        context.Response.Cookies.Append(secure ? SecureName : PlainName, id, Options(secure));
    }

    /// <summary>Has the browser forget the id.</summary>
    /// <param name="context">The call.</param>
    public static void Clear(HttpContext context)
    {
        foreach (var name in (string[])[SecureName, PlainName])
        {
            if (context.Request.Cookies.ContainsKey(name))
            {
                context.Response.Cookies.Delete(name, Options(secure: name == SecureName));
            }
        }
    }

    /// <summary>A proxy may have taken TLS off; the browser's own word for where the page is from shows it.</summary>
    private static bool IsSecure(HttpRequest request) => request.IsHttps
        || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static CookieOptions Options(bool secure) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        Path = "/",
        SameSite = SameSiteMode.Strict,
        Secure = secure,
    };
}
