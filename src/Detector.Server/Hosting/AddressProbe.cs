using System.Net;
using System.Net.Sockets;

namespace Detector.Server.Hosting;

/// <summary>
/// Tries the addresses before the server takes them: what the server itself says of a port in use names no setting, and comes
/// with its whole stack.
/// </summary>
internal static class AddressProbe
{
    /// <summary>Tries both endpoints.</summary>
    /// <param name="options">Where to listen.</param>
    /// <exception cref="StartException">One cannot be listened on.</exception>
    public static void Check(ServerOptions options)
    {
        var problems = new List<string>();
        Check(nameof(ServerOptions.Grpc), options.Grpc, problems);
        Check(nameof(ServerOptions.Http), options.Http, problems);
        if (options.Grpc == options.Http && ServerEndpoint.TryParse(options.Grpc, out var both) && both.Port != 0)
        {
            problems.Add($"Server:Grpc and Server:Http are both {both}: each needs a port of its own. Set --http HOST:PORT.");
        }

        if (problems.Count > 0)
        {
            throw new StartException(problems);
        }
    }

    private static void Check(string setting, string value, List<string> problems)
    {
        if (!ServerEndpoint.TryParse(value, out var endpoint))
        {
            return;
        }

        foreach (var address in endpoint.Addresses)
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, endpoint.Port));
                socket.Listen();
            }
            catch (SocketException e)
            {
                problems.Add(
                    $"Server:{setting} is {endpoint}: {Why(e)} Set another by --{setting.ToLowerInvariant()} HOST:PORT.");
            }
        }
    }

    private static string Why(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program listens there; stop it, or take another port.",
        SocketError.AddressNotAvailable => "this machine has no such address.",
        SocketError.AccessDenied => "this user may not listen there; ports under 1024 need a privilege.",
        _ => $"it cannot be listened on: {exception.Message}.",
    };
}
