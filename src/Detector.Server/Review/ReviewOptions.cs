using System.ComponentModel.DataAnnotations;

namespace Detector.Server.Review;

/// <summary>The moderators' page, and sign-in for it. Configuration section "Review".</summary>
public sealed class ReviewOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Review";

    /// <summary>False leaves the page and its sign-in out; the API stays. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Where people who are shown in a picture find help; the page names them in this order. Null, the default, names
    /// those of Belgium (<see cref="Review.HelpLines.Belgian"/>); any that are set replace them.
    /// </summary>
    public List<HelpLineOptions>? HelpLines { get; set; }

    /// <summary>How long a sign-in lasts, minutes, 1 to 10080 (a week). Default 480: a working day.</summary>
    [Range(1, 10_080)]
    public int SessionMinutes { get; set; } = 480;

    /// <summary>
    /// Most sign-ins at once, 1 to 100000. Default 1000. One more ends the oldest of the client that has the most.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxSessions { get; set; } = 1000;
}

/// <summary>One help line.</summary>
public sealed class HelpLineOptions
{
    /// <summary>For whom it is. Default minors.</summary>
    public HelpAudience Audience { get; set; }

    /// <summary>Who answers, 1 to 120 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// The same by language of the page (en, nl, fr, de), where it is called differently; others see
    /// <see cref="Name"/>.
    /// </summary>
    public Dictionary<string, string> Names { get; set; } = [];

    /// <summary>Telephone number as it is written, 1 to 40 characters.</summary>
    public string Number { get; set; } = "";

    /// <summary>Its page: an absolute https address; null, the default, for none.</summary>
    public string? Url { get; set; }
}

/// <summary>For whom a help line is.</summary>
public enum HelpAudience
{
    /// <summary>People under age.</summary>
    Minors,

    /// <summary>Grown-ups.</summary>
    Adults,
}
