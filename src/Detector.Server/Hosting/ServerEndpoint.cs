using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Detector.Server.Hosting;

/// <summary>Where to listen.</summary>
/// <param name="Host">As it was written: an address, localhost, or * for every address.</param>
/// <param name="Port">0 for a free one.</param>
internal sealed record ServerEndpoint(string Host, int Port)
{
    /// <summary>What stands for no endpoint.</summary>
    public const string Off = "off";

    private const string Everywhere = "*";

    /// <summary>The addresses; both loopbacks for localhost.</summary>
    public IReadOnlyList<IPAddress> Addresses => Host switch
    {
        Everywhere => [IPAddress.IPv6Any],
        "localhost" => [IPAddress.Loopback],
        _ => [IPAddress.Parse(Host)],
    };

    /// <summary>True where only this machine can reach it.</summary>
    public bool IsLoopback => Addresses.All(IPAddress.IsLoopback);

    /// <summary>Reads HOST:PORT.</summary>
    /// <param name="text">Such as 127.0.0.1:8080, [::1]:8080, localhost:8080 or *:8080.</param>
    /// <param name="endpoint">What it says.</param>
    /// <returns>False for anything else; <see cref="Off"/> too.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ServerEndpoint? endpoint)
    {
        endpoint = null;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ||
            port > IPEndPoint.MaxPort)
        {
            return false;
        }

        var host = text![..colon];
        var bare = host is ['[', .. var inner, ']'] ? inner : host;
        var isName = host is Everywhere or "localhost";

        // An IPv6 address needs its brackets: without them nobody can tell its last group from a port.
        if (!isName && (bare.Contains(':') != (bare.Length != host.Length) || !IPAddress.TryParse(bare, out _)))
        {
            return false;
        }

        endpoint = new ServerEndpoint(bare, port);
        return true;
    }

    /// <summary>As it is written: HOST:PORT.</summary>
    /// <returns>HOST:PORT.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}");
}
