namespace Detector.Server.Review;

/// <summary>Help lines that are named where an operator has set none.</summary>
internal static class HelpLines
{
    /// <summary>
    /// Those of Belgium: Child Focus for minors; for adults the Institute for the Equality of Women and Men, which the
    /// law of 4 May 2020 on intimate pictures charges with helping.
    /// </summary>
    public static IReadOnlyList<HelpLineOptions> Belgian { get; } =
    [
        new()
        {
            Audience = HelpAudience.Minors,
            Name = "Child Focus",
            Number = "116 000",
            Url = "https://childfocus.be",
        },
        new()
        {
            Audience = HelpAudience.Adults,
            Name = "Institute for the Equality of Women and Men",
            Number = "0800/12 800",
            Url = "https://igvm-iefh.belgium.be",
            Names =
            {
                ["nl"] = "Instituut voor de gelijkheid van vrouwen en mannen",
                ["fr"] = "Institut pour l’égalité des femmes et des hommes",
                ["de"] = "Institut für die Gleichheit von Frauen und Männern",
            },
        },
    ];
}
