namespace Detector.Page.Tests.Support;

/// <summary>Debian's Chromium, without a window.</summary>
internal static class Chromium
{
    /// <summary>Where the package chromium puts it.</summary>
    public const string Program = "/usr/bin/chromium";

    /// <summary>Why its tests are skipped; null where they run.</summary>
    public static string? WhyNot { get; } = File.Exists(Program)
        ? null
        : $"There is no {Program}. Install it with: apt-get install chromium";

    /// <summary>It talks to nobody but the server of the test.</summary>
    public static IReadOnlyList<string> Switches { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];
}

/// <summary>A test that needs <see cref="Chromium"/>, and says so where it is not there.</summary>
internal sealed class PageFactAttribute : FactAttribute
{
    public PageFactAttribute() => Skip = Chromium.WhyNot;
}

/// <summary>A theory that needs <see cref="Chromium"/>, and says so where it is not there.</summary>
internal sealed class PageTheoryAttribute : TheoryAttribute
{
    public PageTheoryAttribute() => Skip = Chromium.WhyNot;
}
