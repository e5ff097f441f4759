using System.Text.RegularExpressions;

namespace Detector.Decoding;

/// <summary>Makes a short remark for users of what libvips wrote into its error buffer.</summary>
internal static partial class VipsErrorText
{
    private const int MaxLength = 120;

    /// <summary>
    /// The first line without the name of the inner function, paths and anything unprintable, as " (...)"; empty where
    /// nothing is left. Codec messages may quote bytes of the file, hence the care.
    /// </summary>
    /// <param name="errors">Lines such as "VipsJpeg: premature end of JPEG image"; null where unknown.</param>
    internal static string ForUsers(string? errors)
    {
        var line = errors?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault() ?? "";
        line = Domain().Replace(line, "");
        line = Path().Replace(line, "");
        line = Unprintable().Replace(line, "").Trim();
        return line.Length == 0 ? "" : $" ({line[..Math.Min(line.Length, MaxLength)]})";
    }

    [GeneratedRegex(@"^(?:[A-Za-z0-9_]+:\s*)+")]
    private static partial Regex Domain();

    [GeneratedRegex(@"\S*[/\\]\S*")]
    private static partial Regex Path();

    [GeneratedRegex(@"[^ -~]+")]
    private static partial Regex Unprintable();
}
