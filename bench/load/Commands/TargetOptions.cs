using System.CommandLine;
using Detector.Load.Wire;

namespace Detector.Load.Commands;

/// <summary>The options that say which server is loaded with which pictures.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string> _server = CommonOptions.Server();
    private readonly Option<PictureSize> _size = CommonOptions.Size("1024x768");
    private readonly Option<int> _pictures = CommonOptions.Pictures();
    private readonly Option<string?> _apiKeyFile = CommonOptions.ApiKeyFile();
    private readonly Option<bool> _allowRemote = CommonOptions.AllowRemote();
    private readonly Option<int> _connections = CommonOptions.Connections();
    private readonly Option<int?> _processId = CommonOptions.ProcessId();
    private readonly Option<string?> _json = CommonOptions.Json();

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [_server, _size, _pictures, _apiKeyFile, _allowRemote, _connections, _processId, _json])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Size of the pictures.</summary>
    public PictureSize Size(ParseResult parsed) => parsed.GetValue(_size);

    /// <summary>Opens the target, makes the pictures, and makes sure that the server answers.</summary>
    /// <exception cref="ArgumentException">The server's address is refused, or the key's file is empty.</exception>
    /// <exception cref="IOException">The key's file cannot be read.</exception>
    public async Task<Target> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var server = new LoadTarget(
            parsed.GetRequiredValue(_server), ReadKey(parsed.GetValue(_apiKeyFile)), parsed.GetValue(_connections),
            parsed.GetValue(_allowRemote));
        try
        {
            var model = await server.GreetAsync(cancellationToken);
            var size = parsed.GetValue(_size);
            return new Target(
                server, LoadPicture.Make(size, parsed.GetValue(_pictures)), $"JPEG {size}",
                $"{model.Model?.Name} {model.Model?.Version} on {model.Device}", parsed.GetValue(_processId),
                parsed.GetValue(_json));
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static string? ReadKey(string? file)
    {
        if (file is null)
        {
            return null;
        }

        var key = File.ReadLines(file).FirstOrDefault()?.Trim();
        return string.IsNullOrEmpty(key)
            ? throw new ArgumentException($"--api-key-file is {file}, whose first line is empty: write the key there.")
            : key;
    }
}

/// <summary>A server that answers, and what it is sent.</summary>
/// <param name="Server">Where calls go.</param>
/// <param name="Pictures">Sent in turn.</param>
/// <param name="Picture">They, in words.</param>
/// <param name="Model">Model and device, in words.</param>
/// <param name="ProcessId">Of the server; null where not stated.</param>
/// <param name="JsonFile">Where all figures go; null for nowhere.</param>
internal sealed record Target(
    LoadTarget Server, LoadPicture[] Pictures, string Picture, string Model, int? ProcessId,
    string? JsonFile) : IDisposable
{
    /// <summary>Bytes of the largest picture.</summary>
    public int PictureBytes => Pictures.Max(picture => picture.Bytes);

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();
}
