using System.Globalization;

namespace Detector.Cli.Evaluation.Versions;

/// <summary>What is done to a picture.</summary>
internal enum VersionAction
{
    /// <summary>JPEG of a quality, 1 to 100.</summary>
    Jpeg,

    /// <summary>Lossy WebP of a quality, 1 to 100.</summary>
    WebP,

    /// <summary>Both sides times a factor.</summary>
    Resize,

    /// <summary>The middle, of at most so many pixels on a side.</summary>
    Crop,
}

/// <summary>One step of a chain.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Value">Quality, factor or pixels.</param>
internal readonly record struct VersionStep(VersionAction Action, double Value)
{
    /// <summary>Whether its outcome is a file, and not pixels.</summary>
    public bool Encodes => Action is VersionAction.Jpeg or VersionAction.WebP;

    /// <summary>Reads a step such as jpeg:90.</summary>
    /// <param name="text">Name, colon, number.</param>
    /// <exception cref="FormatException">It is none; the message says what is allowed.</exception>
    public static VersionStep Parse(string text)
    {
        var (name, number) = text.Split(':', 2) is [var first, var second] ? (first, second) : (text, "");
        var (action, least, most) = name switch
        {
            "jpeg" => (VersionAction.Jpeg, 1.0, 100.0),
            "webp" => (VersionAction.WebP, 1, 100),
            "resize" => (VersionAction.Resize, 0.05, 8),
            "crop" => (VersionAction.Crop, 64, 100_000),
            _ => throw new FormatException(
                $"\"{text}\" is no step. Allowed are jpeg:QUALITY, webp:QUALITY, resize:FACTOR, crop:PIXELS, and none alone."),
        };
        var whole = action != VersionAction.Resize;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most && (!whole || value == Math.Floor(value))
            ? new VersionStep(action, value)
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"\"{text}\": {name} takes a {(whole ? "whole " : "")}number from {least} to {most}, ")
                + $"such as {name}:{Usual(action)}.");
    }

    /// <summary>As it is written on the command line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Action.ToString().ToLowerInvariant()}:{Value}");

    private static string Usual(VersionAction action) => action switch
    {
        VersionAction.Jpeg => "90",
        VersionAction.WebP => "80",
        VersionAction.Resize => "0.75",
        _ => "1024",
    };
}
