using Microsoft.Extensions.Options;

namespace Detector.Server.Hosting;

/// <summary>Checks <see cref="ServerOptions"/> beyond their attributes: addresses, and which files make a certificate.</summary>
internal sealed class ServerOptionsValidator : IValidateOptions<ServerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var problems = new List<string>();
        CheckEndpoint(nameof(ServerOptions.Grpc), options.Grpc, problems);
        CheckEndpoint(nameof(ServerOptions.Http), options.Http, problems);
        if (options is { Grpc: ServerEndpoint.Off, Http: ServerEndpoint.Off })
        {
            problems.Add("Server:Grpc and Server:Http are both off: nothing would be served. Leave one of them on.");
        }

        if (!options.Tls.IsOn && (options.Tls.Key ?? options.Tls.Password) is not null)
        {
            problems.Add(
                "Server:Tls:Key or Server:Tls:Password is set, and Server:Tls:Certificate is not. Name the certificate's file.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckEndpoint(string setting, string value, List<string> problems)
    {
        if (value != ServerEndpoint.Off && !ServerEndpoint.TryParse(value, out _))
        {
            problems.Add(
                $"Server:{setting} is \"{value}\": HOST:PORT is wanted, where HOST is an address of this machine, localhost " +
                $"or * (every address) and PORT is 0 to 65535, such as 127.0.0.1:8080 or [::1]:8080; or off. " +
                $"Set it by --{setting.ToLowerInvariant()} HOST:PORT.");
        }
    }
}
