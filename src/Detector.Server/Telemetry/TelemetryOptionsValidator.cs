using Microsoft.Extensions.Options;

namespace Detector.Server.Telemetry;

/// <summary>Checks <see cref="TelemetryOptions"/> beyond their attributes: the collector's address, and what is sent
/// along.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var problems = new List<string>();
        if (options.Otlp.Endpoint is { Length: > 0 } endpoint && !IsAddress(endpoint))
        {
            problems.Add(
                $"Telemetry:Otlp:Endpoint is \"{endpoint}\": an address such as http://127.0.0.1:4317 is wanted, without " +
                "user, query or fragment. Keys belong into Telemetry:Otlp:Headers.");
        }

        if (options.Otlp.Headers is { Length: > 0 } headers && !AreHeaders(headers))
        {
            // Never what stands there: it may be a key.
            problems.Add(
                $"Telemetry:Otlp:Headers has {headers.Length} characters that are no list of headers: " +
                "NAME=VALUE,NAME=VALUE is wanted.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address is { UserInfo: "", Query: "", Fragment: "" };

    private static bool AreHeaders(string text) => text.Split(',').All(pair => pair.IndexOf('=') > 0);
}
