using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Detector.Server.Review;

namespace Detector.Server.Tests.Review;

/// <summary>Every language has the same words, and the page uses all of them and no others.</summary>
public sealed partial class TranslationTests
{
    /// <summary>Endings that the page puts to a key by the rules of plurals.</summary>
    private static readonly string[] Plurals = [".zero", ".one", ".two", ".few", ".many", ".other"];

    public static TheoryData<string> Languages => [.. PageLanguages.All];

    public static TheoryData<string> Translations => [.. PageLanguages.All.Skip(1)];

    [Fact]
    public void Files_AreThoseOfTheLanguages() => Assert.Equal(
        PageLanguages.All.Select(language => $"i18n/{language}.json").Order(StringComparer.Ordinal),
        PageFiles.All.Select(file => file.Name).Where(name => name.StartsWith("i18n/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Words_OfALanguage_AreThereOnceAndNotEmpty(string language)
    {
        var keys = Read(language).Select(word => word.Key).ToArray();

        Assert.Equal(keys.Distinct(), keys);
        Assert.All(Read(language), word => Assert.False(string.IsNullOrWhiteSpace(word.Text), word.Key));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void Keys_OfATranslation_AreThoseOfEnglish(string language)
    {
        var english = Read("en").Select(word => word.Key).ToHashSet();
        var keys = Read(language).Select(word => word.Key).ToHashSet();

        Assert.Empty(english.Except(keys));
        Assert.Empty(keys.Except(english));
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void Placeholders_OfATranslation_AreThoseOfEnglish(string language)
    {
        var translated = Read(language).ToDictionary(word => word.Key, word => word.Text);

        Assert.All(Read("en"), word => Assert.Equal(
            $"{word.Key}: {Placeholders(word.Text)}", $"{word.Key}: {Placeholders(translated[word.Key])}"));
    }

    /// <summary>Longer sentences that are the same in two languages were forgotten.</summary>
    [Theory]
    [MemberData(nameof(Translations))]
    public void Sentences_OfATranslation_AreNotEnglish(string language)
    {
        var translated = Read(language).ToDictionary(word => word.Key, word => word.Text);

        Assert.DoesNotContain(
            Read("en"), word => Word().Count(Placeholder().Replace(word.Text, "")) > 3 && translated[word.Key] == word.Text);
    }

    [Fact]
    public void Keys_ThatThePageUses_Exist()
    {
        var keys = Read("en").Select(word => word.Key).ToHashSet();
        var used = Matches(Called(), ".js").Concat(Matches(InMarkup(), ".html"));
        var prefixes = Matches(CalledPrefix(), ".js").Distinct();

        Assert.Empty(used.Except(keys));
        Assert.All(prefixes, prefix => Assert.Contains(
            keys, key => key.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Keys_OfEnglish_AreUsed()
    {
        var literals = Matches(Literal(), ".js").Concat(Matches(InMarkup(), ".html")).ToHashSet();
        var prefixes = Matches(Prefix(), ".js").Distinct().ToArray();

        var unused = Read("en").Select(word => word.Key).Where(key => !literals.Contains(key)
            && !Plurals.Any(end => key.EndsWith(end, StringComparison.Ordinal) && literals.Contains(key[..^end.Length]))
            && !prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))).ToArray();

        Assert.True(unused.Length == 0, string.Join(' ', unused));
    }

    private static string Placeholders(string text) => string.Join(
        ' ', Placeholder().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    private static List<(string Key, string Text)> Read(string language)
    {
        using var document = JsonDocument.Parse(File($"i18n/{language}.json").Bytes);
        return [.. document.RootElement.EnumerateObject().Select(word => (word.Name, word.Value.GetString()!))];
    }

    private static IEnumerable<string> Matches(Regex pattern, string ending) => PageFiles.All
        .Where(file => file.Name.EndsWith(ending, StringComparison.Ordinal))
        .SelectMany(file => pattern.Matches(Encoding.UTF8.GetString(file.Bytes.Span)))
        .Select(match => match.Groups[1].Value);

    private static PageFile File(string name) => PageFiles.All.Single(file => file.Name == name);

    [GeneratedRegex("""\{\w+\}""")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""\p{L}{2,}""")]
    private static partial Regex Word();

    /// <summary>A whole key that words are asked for.</summary>
    [GeneratedRegex("""\bt\(\s*['"]([\w.]+)['"]""")]
    private static partial Regex Called();

    /// <summary>The beginning of a key whose end is not known before.</summary>
    [GeneratedRegex("""\bt\(\s*`([\w.]+\.)\$\{""")]
    private static partial Regex CalledPrefix();

    /// <summary>Whatever may be a key, anywhere.</summary>
    [GeneratedRegex("""['"`]([\w]+(?:\.[\w]+)+)['"`]""")]
    private static partial Regex Literal();

    [GeneratedRegex("""`([\w]+(?:\.[\w]+)*\.)\$\{""")]
    private static partial Regex Prefix();

    [GeneratedRegex("\\sdata-i18n(?:-\\w+)*=\"([^\"]+)\"")]
    private static partial Regex InMarkup();
}
