using System.Globalization;

namespace Detector.Server.Security;

/// <summary>
/// What has to hold for <see cref="AccessOptions"/>. A key that was put where its hash belongs is not repeated.
/// </summary>
internal static class AccessRules
{
    private const double LargestLimit = 1_000_000;
    private const int LongestName = 64;
    private const int LongestCertificateName = 256;
    private const int HashDigits = 64;

    private const string KeyFix = "make one with: Detector.Server key";

    /// <summary>Lists what is wrong: setting, value, limit, fix.</summary>
    /// <param name="options">All but its clients.</param>
    /// <param name="clients">All clients, of the settings and of the keys file, each with where it stands.</param>
    public static IEnumerable<string> Check(
        AccessOptions options, IReadOnlyList<(string Setting, ClientOptions Client)> clients) =>
    [
        .. Whole("MaxClients", options.MaxClients, 1, 10_000),
        .. Whole("BadAttemptsPerMinute", options.BadAttemptsPerMinute, 0, 100_000),
        .. Whole("ReloadSeconds", options.ReloadSeconds, 1, 3600),
        .. Limits("Access:Defaults", LimitsOf(options.Defaults)),
        .. TooMany(options, clients.Count),
        .. clients.SelectMany(entry => One(entry.Setting, entry.Client, HasCa(options))),
        .. Twice(clients, "Name", client => [client.Name], "give each client its own name"),
        .. TwiceHashes(clients),
        .. Twice(clients, "CertificateNames", client => client.CertificateNames, "a certificate must name one client"),
        .. UselessCa(options, clients),
    ];

    private static bool HasCa(AccessOptions options) => !string.IsNullOrEmpty(options.ClientCaFile);

    private static IEnumerable<string> TooMany(AccessOptions options, int count)
    {
        if (count > options.MaxClients)
        {
            yield return $"Access has {count} clients; Access:MaxClients allows {options.MaxClients}: "
                + "raise it, or take some out.";
        }
    }

    private static IEnumerable<string> UselessCa(
        AccessOptions options, IReadOnlyList<(string Setting, ClientOptions Client)> clients)
    {
        if (HasCa(options) && clients.Count == 0)
        {
            yield return $"Access:ClientCaFile is {options.ClientCaFile}, but there are no clients for its certificates "
                + "to name: add one with Access:Clients:0:Name and Access:Clients:0:CertificateNames:0, or unset it.";
        }
    }

    private static IEnumerable<string> One(string setting, ClientOptions client, bool hasCa)
    {
        if (!IsName(client.Name))
        {
            yield return $"{setting}:Name is '{client.Name}'; a name has 1 to {LongestName} of a-z, 0-9 and -: "
                + "change it.";
        }

        if (client.KeyHashes.Count + client.CertificateNames.Count == 0)
        {
            yield return $"{setting} ({client.Name}) has neither KeyHashes nor CertificateNames, so that nobody could "
                + $"be it: add a hash ({KeyFix}), or take the client out.";
        }

        foreach (var (index, hash) in client.KeyHashes.Index())
        {
            if (!IsHash(hash))
            {
                yield return $"{setting}:KeyHashes:{index} ({client.Name}) has {hash?.Length ?? 0} characters; "
                    + $"a SHA-256 has {HashDigits} hexadecimal digits: put the hash of the key there, not the key ({KeyFix}).";
            }
        }

        foreach (var (index, name) in client.CertificateNames.Index())
        {
            if (string.IsNullOrWhiteSpace(name) || name.Length > LongestCertificateName)
            {
                yield return $"{setting}:CertificateNames:{index} ({client.Name}) has {name?.Length ?? 0} characters; "
                    + $"1 to {LongestCertificateName} are allowed: put a common name, DNS name or URI there.";
            }
        }

        if (client.CertificateNames.Count > 0 && !hasCa)
        {
            yield return $"{setting}:CertificateNames ({client.Name}) needs Access:ClientCaFile, the PEM file with the "
                + "authorities that its certificate comes from: set it.";
        }

        foreach (var problem in Limits(setting, LimitsOf(client)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> Whole(string name, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            yield return $"Access:{name} is {value}; allowed are {low} to {high}: change it.";
        }
    }

    private static (string, double?)[] LimitsOf(LimitOptions of) =>
    [
        (nameof(of.ImagesPerSecond), of.ImagesPerSecond), (nameof(of.ImageBurst), of.ImageBurst),
        (nameof(of.MegapixelsPerSecond), of.MegapixelsPerSecond), (nameof(of.MegapixelBurst), of.MegapixelBurst),
        (nameof(of.MaxConcurrent), of.MaxConcurrent),
    ];

    private static (string, double?)[] LimitsOf(ClientOptions of) =>
    [
        (nameof(of.ImagesPerSecond), of.ImagesPerSecond), (nameof(of.ImageBurst), of.ImageBurst),
        (nameof(of.MegapixelsPerSecond), of.MegapixelsPerSecond), (nameof(of.MegapixelBurst), of.MegapixelBurst),
        (nameof(of.MaxConcurrent), of.MaxConcurrent),
    ];

    private static IEnumerable<string> Limits(string setting, (string Name, double? Value)[] limits) => limits
        .Where(limit => limit.Value is { } value && !(value is >= 0 and <= LargestLimit))
        .Select(limit => string.Create(
            CultureInfo.InvariantCulture,
            $"{setting}:{limit.Name} is {limit.Value}; allowed are 0 (unlimited) to {LargestLimit}: change it."));

    private static IEnumerable<string> Twice(
        IReadOnlyList<(string Setting, ClientOptions Client)> clients, string name,
        Func<ClientOptions, IEnumerable<string>> values, string fix) => clients
        .SelectMany(entry => values(entry.Client).Select(value => (entry.Setting, Value: value)))
        .GroupBy(entry => entry.Value, entry => entry.Setting, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => $"{name} '{group.Key}' stands in {string.Join(" and ", group)}: {fix}.");

    /// <summary>As <see cref="Twice"/>, but what stands there may be a key: it is named by its place only.</summary>
    private static IEnumerable<string> TwiceHashes(
        IReadOnlyList<(string Setting, ClientOptions Client)> clients) => clients
        .SelectMany(entry => entry.Client.KeyHashes
            .Select((hash, i) => (Place: $"{entry.Setting}:KeyHashes:{i}", Hash: hash)))
        .GroupBy(entry => entry.Hash, entry => entry.Place, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group =>
            $"{string.Join(" and ", group)} are the same hash: give each client keys of its own ({KeyFix}).");

    private static bool IsName(string? name) => name is { Length: > 0 and <= LongestName }
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsHash(string? hash) => hash is { Length: HashDigits } && hash.All(char.IsAsciiHexDigit);
}
