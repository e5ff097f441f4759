using System.Text.RegularExpressions;

namespace Detector.ModelPackages;

/// <summary>Allowed values from the model's identity up to its input: name, file, input tensor, framing.</summary>
internal static partial class InputRules
{
    /// <summary>Largest side of a model input, pixels.</summary>
    public const int MaxSize = 4096;

    /// <summary>Most tiles of one image.</summary>
    public const int MaxTiles = 4096;

    /// <summary>Largest shorter side that a centre crop may ask for, pixels.</summary>
    public const int MaxShorterSide = 16384;

    private const int ColourChannels = 3;

    public static void Check(ModelManifest manifest, ProblemList problems)
    {
        CheckIdentity(manifest, problems);
        CheckInput(manifest.Input, problems);
        CheckFraming(manifest.Framing, problems);
    }

    private static void CheckIdentity(ModelManifest manifest, ProblemList problems)
    {
        problems.Require(
            NamePattern().IsMatch(manifest.Name),
            "$.name",
            $"is {StrictJson.Quote(manifest.Name)}; allowed are 1 to 64 letters, digits, '.', '_' and '-'.",
            "Shorten it to the name of the package's folder; put the rest into the description.");
        problems.Require(
            VersionPattern().IsMatch(manifest.Version),
            "$.version",
            $"is {StrictJson.Quote(manifest.Version)}; allowed is major.minor.patch, such as 1.0.2 or 1.1.0-beta.",
            "Write all three numbers.");
        problems.Text("$.description", manifest.Description);
        problems.Text("$.licence", manifest.Licence);
        problems.Require(
            HashPattern().IsMatch(manifest.Model.Sha256),
            "$.model.sha256",
            $"is {StrictJson.Quote(manifest.Model.Sha256)}; allowed are 64 lower-case hexadecimal digits.",
            "Write what 'sha256sum' prints for the model file.");
    }

    private static void CheckInput(InputSpec input, ProblemList problems)
    {
        problems.Text("$.input.name", input.Name);
        problems.Positive(
            "$.input.scale", input.Scale, double.PositiveInfinity, "Write the factor on a byte: 0.003921569 for 1/255.");
        CheckChannels("$.input.mean", input.Mean, problems);
        CheckChannels("$.input.std", input.Std, problems);
        for (var i = 0; i < input.Std.Count; i++)
        {
            problems.Require(
                input.Std[i] != 0,
                $"$.input.std[{i}]",
                "is 0; allowed is any other number, since values are divided by it.",
                "Write 1 to leave values as they are.");
        }
    }

    private static void CheckChannels(string field, IReadOnlyList<float> values, ProblemList problems)
    {
        problems.Require(
            values.Count == ColourChannels,
            field,
            $"holds {values.Count} values; allowed are {ColourChannels}, one per colour channel.",
            "Write one value per channel, in the order of $.input.channels.");
        for (var i = 0; i < values.Count; i++)
        {
            problems.Finite($"{field}[{i}]", values[i]);
        }
    }

    private static void CheckFraming(FramingSpec framing, ProblemList problems)
    {
        var method = StrictJson.NameOf(framing.Method);
        problems.InRange(
            "$.framing.size", framing.Size, 1, MaxSize, "Write the side of the model's square input, in pixels.");
        if (framing.Method == FramingMethod.Tiles)
        {
            problems.Require(
                framing.Overlap >= 0 && framing.Overlap <= framing.Size / 2,
                "$.framing.overlap",
                $"is {framing.Overlap}; allowed is 0 to {Math.Max(0, framing.Size / 2)}, half of $.framing.size.",
                "Choose an overlap in that range.");
            problems.InRange("$.framing.max_tiles", framing.MaxTiles, 1, MaxTiles, "Choose a limit in that range.");
            problems.Unused(framing.Filter == ResampleFilter.Bilinear, "$.framing.filter", method, "a resize");
        }
        else
        {
            problems.Unused(framing.Overlap == 0, "$.framing.overlap", method, "tiles");
            problems.Unused(framing.MaxTiles == 1, "$.framing.max_tiles", method, "tiles");
        }

        if (framing.Method == FramingMethod.CenterCrop)
        {
            problems.Require(
                framing.ResizeShorterSide == 0
                    || (framing.ResizeShorterSide >= framing.Size && framing.ResizeShorterSide <= MaxShorterSide),
                "$.framing.resize_shorter_side",
                $"is {framing.ResizeShorterSide}; allowed is 0 (no resize) or $.framing.size ({framing.Size}) "
                    + $"to {MaxShorterSide}.",
                "Choose a side that the crop fits into.");
        }
        else
        {
            problems.Unused(framing.ResizeShorterSide == 0, "$.framing.resize_shorter_side", method, "center_crop");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+\.[0-9]+([-+][A-Za-z0-9.+-]+)?\z")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex HashPattern();
}
