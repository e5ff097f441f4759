using System.Text.Json;

namespace Detector.ModelPackages;

/// <summary>Reads and validates the text of a manifest; looks at no other file.</summary>
internal static class ManifestReader
{
    /// <summary>The one version of the format that this code reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>The manifest; null, with problems, where its structure is wrong. Values out of range add problems
    /// too.</summary>
    public static ModelManifest? Read(ReadOnlyMemory<byte> utf8, ProblemList problems)
    {
        using var document = StrictJson.Parse(utf8, problems);
        if (document is null || !IsKnownVersion(document.RootElement, problems))
        {
            return null;
        }

        var manifest = StrictJson.Bind(document.RootElement, PackageJsonContext.Default.ModelManifest, problems);
        if (manifest is not null)
        {
            InputRules.Check(manifest, problems);
            ScoringRules.Check(manifest, problems);
            MapRules.Check(manifest, problems);
            ReliabilityRules.Check(manifest, problems);
        }

        return manifest;
    }

    // Looked at first: of a manifest in another version's format, every other message would mislead.
    private static bool IsKnownVersion(JsonElement root, ProblemList problems)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format_version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || (version.TryGetInt32(out var number) && number == FormatVersion))
        {
            return true;
        }

        problems.Add(
            "$.format_version",
            $"is {version.GetRawText()}; allowed is {FormatVersion}.",
            "Convert the manifest to this version, or run a version of this program that reads it.");
        return false;
    }
}
