namespace Detector.Server.Review;

/// <summary>
/// What keeps a browser from doing with the page what it need not, beside what every answer of the server says.
/// </summary>
internal static class PageHeaders
{
    /// <summary>
    /// Scripts and styles from this server's files only, pictures also from the tab's own memory, no other host, no
    /// frame around it.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>No device and no sensor; the clipboard stays, as pictures are pasted and reports are copied.</summary>
    public const string PermissionsPolicy =
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), "
        + "microphone=(), midi=(), payment=(), serial=(), usb=()";

    /// <summary>Adds them.</summary>
    /// <param name="response">Nothing of it may be sent yet.</param>
    public static void Add(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
