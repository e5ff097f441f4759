using System.Net;
using static System.FormattableString;

namespace Detector.Client;

/// <summary>Finds what is wrong with options before the first call does.</summary>
internal static class ClientOptionsCheck
{
    private const int LeastMessage = 64 * 1024;
    private const int LongestKey = 4096;

    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Throws where an option is out of range.</summary>
    /// <param name="options">What the user set.</param>
    /// <exception cref="ArgumentException">Names every option that is wrong, its value, the limit and the fix.</exception>
    public static void Check(DetectorClientOptions options)
    {
        var problems = Servers(options).Concat(Access(options)).Concat(Patience(options)).ToArray();
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join(" ", problems));
        }
    }

    /// <summary>The time that a call may take, where it is in range.</summary>
    /// <param name="name">Name of the option.</param>
    /// <param name="value">What the user set.</param>
    public static IEnumerable<string> Span(string name, TimeSpan value) => Span(name, value, Least);

    /// <summary>A count, where it is in range.</summary>
    /// <param name="name">Name of the option.</param>
    /// <param name="value">What the user set.</param>
    /// <param name="least">Smallest.</param>
    /// <param name="most">Largest.</param>
    public static IEnumerable<string> Range(string name, double value, double least, double most) =>
        value >= least && value <= most ? [] : [Invariant($"{name} is {value}; allowed are {least} to {most}.")];

    private static string[] Servers(DetectorClientOptions options)
    {
        if (options.Servers is not { Count: > 0 })
        {
            return ["Servers is empty: name at least one, such as http://127.0.0.1:50051."];
        }

        var problems = options.Servers.Select(Server).OfType<string>().ToArray();
        if (problems.Length > 0)
        {
            return problems;
        }

        var uris = options.Servers.Select(server => new Uri(server)).ToArray();
        return uris.Select(uri => uri.Scheme).Distinct().Count() > 1
            ? ["Servers has http:// and https:// addresses: use one scheme for all, or a client for each."]
            : [.. uris.GroupBy(uri => uri.Authority).Where(same => same.Count() > 1)
                .Select(same => $"Servers names {same.Key} twice: name each server once.")];
    }

    private static string? Server(string server)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.Host.Length == 0)
        {
            return $"The server address \"{server}\" is not understood: write http://HOST:PORT or https://HOST:PORT.";
        }

        // Its user part may be a password.
        return uri.UserInfo.Length > 0 ? "A server address holds a user name: leave it out, and set ApiKey."
            : uri.AbsolutePath != "/" || uri.Query.Length + uri.Fragment.Length > 0
                ? $"The server address \"{server}\" has more than a host and a port: write {uri.Scheme}://{uri.Authority}."
            : null;
    }

    private static IEnumerable<string> Access(DetectorClientOptions options)
    {
        // Never the key itself.
        if (options.ApiKey is { } key && (key.Length is 0 or > LongestKey || key.Any(c => c is <= ' ' or > '~')))
        {
            yield return "ApiKey is empty, too long, or has characters that no key has: give the key alone, without spaces or "
                + "line breaks.";
        }

        var clear = (options.Servers ?? []).FirstOrDefault(server =>
            Uri.TryCreate(server, UriKind.Absolute, out var uri) && uri.Scheme == "http" && !IsLocal(uri));
        if (options.ApiKey is not null && clear is not null)
        {
            yield return $"ApiKey would go in the clear to {clear}: use https:// for other machines.";
        }

        if (options.ClientCertificate is { HasPrivateKey: false })
        {
            yield return "ClientCertificate has no private key: load it with its key.";
        }

        if (options.CaFile is { } file && !File.Exists(file))
        {
            yield return $"CaFile {file} does not exist.";
        }
    }

    private static IEnumerable<string> Patience(DetectorClientOptions options) =>
    [
        .. Span(nameof(options.Timeout), options.Timeout),
        .. Range(nameof(options.MaxAttempts), options.MaxAttempts, 1, 100),
        .. Span(nameof(options.InitialBackoff), options.InitialBackoff),
        .. Span(nameof(options.MaxBackoff), options.MaxBackoff, options.InitialBackoff),
        .. Range(nameof(options.BackoffMultiplier), options.BackoffMultiplier, 1, 10),
        .. Range(nameof(options.BackoffJitter), options.BackoffJitter, 0, 1),
        .. Range(nameof(options.MaxMessageBytes), options.MaxMessageBytes, LeastMessage, int.MaxValue),
        .. Span(nameof(options.PingInterval), options.PingInterval, TimeSpan.FromSeconds(1)),
        .. options.Time is null ? ["Time is null: leave it, or set TimeProvider.System."] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Span(string name, TimeSpan value, TimeSpan least) =>
        value >= least && value <= Day ? [] : [Invariant($"{name} is {value}; allowed are {least} to {Day}.")];

    private static bool IsLocal(Uri uri) =>
        uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address));
}
