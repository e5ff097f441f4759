using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Detector.Server.Security;

/// <summary>The settings and the content of the files that they name, as read at one time.</summary>
/// <param name="Options">The settings.</param>
/// <param name="Keys">Content of the keys file; null where there is none.</param>
/// <param name="Authorities">Content of the CA file; null where there is none.</param>
internal sealed record AccessSources(AccessOptions Options, byte[]? Keys, byte[]? Authorities)
{
    private const int LargestFile = 4 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        AllowTrailingCommas = true,
        // Only to be refused with a better message.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Differs where anything differs.</summary>
    public string Fingerprint { get; } = Convert.ToHexString(SHA256.HashData(
        [.. JsonSerializer.SerializeToUtf8Bytes(Options, Json), 0, .. Keys ?? [], 0, .. Authorities ?? []]));

    /// <summary>Reads the files.</summary>
    /// <param name="options">Which.</param>
    /// <exception cref="OptionsValidationException">A file cannot be read, or is too large.</exception>
    public static AccessSources Read(AccessOptions options) => new(
        options, ReadFile("KeysFile", options.KeysFile), ReadFile("ClientCaFile", options.ClientCaFile));

    /// <summary>One message for all that is wrong.</summary>
    public static OptionsValidationException Invalid(IEnumerable<string> failures) =>
        new(AccessOptions.SectionName, typeof(AccessOptions), failures);

    /// <summary>All clients, each with where it stands.</summary>
    /// <exception cref="OptionsValidationException">The keys file is not what it should be.</exception>
    public IReadOnlyList<(string Setting, ClientOptions Client)> Clients() =>
    [
        .. Options.Clients.Select((client, i) => ($"Access:Clients:{i}", client)),
        .. Keys is null ? [] : ClientsOfFile(Keys).Select((client, i) => ($"{Options.KeysFile} Clients:{i}", client)),
    ];

    private List<ClientOptions> ClientsOfFile(byte[] content)
    {
        try
        {
            var file = JsonSerializer.Deserialize<KeysFileContent>(content, Json);
            if (file?.Clients is not { } clients ||
                clients.Any(client => client?.KeyHashes is null || client.CertificateNames is null))
            {
                throw new JsonException("Clients, one of them, or one of their lists is null or missing.");
            }

            return clients;
        }
        catch (JsonException e)
        {
            // The parser names the place and the member, but no values: none of a key that somebody put there by
            // mistake.
            throw Invalid([
                $"Access:KeysFile is {Options.KeysFile}, which is no valid list of clients: {e.Message} Write it as "
                + """{ "Clients": [ { "Name": "partner-a", "KeyHashes": [ "..." ] } ] }.""",
            ]);
        }
    }

    private static byte[]? ReadFile(string name, string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            if (file.Length <= LargestFile)
            {
                var content = new byte[file.Length];
                file.ReadExactly(content);
                return content;
            }

            throw Invalid([
                $"Access:{name} is {path}, which has {file.Length} bytes; at most {LargestFile} are read: shorten it.",
            ]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid([
                $"Access:{name} is {path}, which cannot be read: {e.Message} "
                + "Put the file there, readable for the server.",
            ]);
        }
    }

    private sealed record KeysFileContent(List<ClientOptions>? Clients);
}
