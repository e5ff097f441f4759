using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Detector.Server.Security;

/// <summary>An address that the server is to listen on.</summary>
/// <param name="Setting">The setting that says so, such as Server:Grpc.</param>
/// <param name="Host">IP address, name, or * or + for all addresses; without port.</param>
/// <param name="Tls">True where it speaks TLS only.</param>
internal sealed record ServedAddress(string Setting, string Host, bool Tls);

/// <summary>Keeps the server from being open to other machines by accident.</summary>
internal static class EndpointGuard
{
    /// <summary>Checks, at start, that whatever other machines can reach has TLS and asks for credentials.</summary>
    /// <param name="addresses">Where the server is to listen.</param>
    /// <param name="hasClients">True where clients are configured (<see cref="AccessState.HasClients"/>).</param>
    /// <param name="resolve">Addresses of a host name; the system's resolver by default.</param>
    /// <exception cref="OptionsValidationException">An address is open; says which, and how to close it.</exception>
    public static void Check(
        IEnumerable<ServedAddress> addresses, bool hasClients, Func<string, IPAddress[]>? resolve = null)
    {
        var open = addresses
            .Where(address => !(address.Tls && hasClients))
            .Where(address => !IsLoopback(address.Host, resolve ?? Dns.GetHostAddresses))
            .ToArray();
        if (open.Length > 0)
        {
            throw AccessSources.Invalid([Message(open, hasClients)]);
        }
    }

    /// <summary>True for an address that only this machine can reach.</summary>
    public static bool IsLoopback(IPAddress address) =>
        IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsLoopback(string host, Func<string, IPAddress[]> resolve)
    {
        var bare = host is ['[', .. var inner, ']'] ? inner : host;
        if (bare is "" or "*" or "+")
        {
            return false;
        }

        if (IPAddress.TryParse(bare, out var address))
        {
            return IsLoopback(address);
        }

        if (bare.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            return resolve(bare) is { Length: > 0 } found && found.All(IsLoopback);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // Where it leads is not known: that is not this machine alone.
            return false;
        }
    }

    private static string Message(ServedAddress[] open, bool hasClients)
    {
        var places = string.Join(", ", open.Select(address => $"{address.Setting} ({address.Host})"));
        var noTls = open.Any(address => !address.Tls);
        var missing = (noTls, hasClients) switch
        {
            (true, false) => "TLS and client credentials",
            (true, true) => "TLS",
            _ => "client credentials",
        };
        List<string> lines =
        [
            $"{places} can be reached from other machines, which needs {missing}.",
            "Either listen on this machine only, for example with 127.0.0.1 as the address, or add:",
        ];
        if (noTls)
        {
            lines.Add("- TLS: set Server:Tls:Certificate and Server:Tls:Key to the PEM files of both. For a try:");
            lines.Add("  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 "
                + "-keyout tls.key -out tls.crt -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1");
        }

        if (!hasClients)
        {
            lines.Add("- Clients: run `Detector.Server key`, give the client the key, set Access:Clients:0:Name to its name");
            lines.Add("  and Access:Clients:0:KeyHashes:0 to the SHA-256 that was printed (or list them in Access:KeysFile).");
            lines.Add("  With certificates instead: Access:ClientCaFile and, for the name in them,");
            lines.Add("  Access:Clients:0:CertificateNames:0.");
        }

        return string.Join(Environment.NewLine, lines);
    }
}
