using Microsoft.Extensions.Options;

namespace Detector.Server.Review;

/// <summary>Checks what attributes cannot say of <see cref="ReviewOptions"/>.</summary>
internal sealed class ReviewOptionsValidator : IValidateOptions<ReviewOptions>
{
    private const int LongestName = 120;
    private const int LongestNumber = 40;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReviewOptions options)
    {
        var problems = (options.HelpLines ?? [])
            .SelectMany((line, i) => Problems($"{ReviewOptions.SectionName}:{nameof(options.HelpLines)}:{i}", line))
            .ToArray();
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(string setting, HelpLineOptions line)
    {
        foreach (var (part, text, longest) in Texts(line))
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > longest)
            {
                yield return $"{setting}:{part} has {text?.Length ?? 0} characters; 1 to {longest} are allowed: "
                    + "set it.";
            }
        }

        foreach (var language in line.Names.Keys.Where(language => !PageLanguages.All.Contains(language)))
        {
            yield return $"{setting}:Names:{language} is no language of the page; "
                + $"those are {string.Join(", ", PageLanguages.All)}: use one of them.";
        }

        if (line.Url is { } url && !IsAddress(url))
        {
            yield return $"{setting}:Url is \"{url}\"; an absolute address with https is wanted: change it, "
                + "or leave it out.";
        }
    }

    private static IEnumerable<(string Part, string? Text, int Longest)> Texts(HelpLineOptions line) =>
    [
        (nameof(line.Name), line.Name, LongestName),
        (nameof(line.Number), line.Number, LongestNumber),
        .. line.Names.Select(name => ($"{nameof(line.Names)}:{name.Key}", (string?)name.Value, LongestName)),
    ];

    private static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps;
}
