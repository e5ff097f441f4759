using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Detector.Server.Security;

/// <summary>The configuration in force, ready for use. Never changes: a reload makes another one.</summary>
internal sealed class AccessState
{
    /// <summary>Name of whoever calls while there are no clients.</summary>
    public const string LocalName = "local";

    private AccessState(AccessSources sources, TrustedAuthorities? authorities, AccessState? before, TimeProvider time)
    {
        var clients = sources.Clients();
        (Options, Fingerprint, Authorities) = (sources.Options, sources.Fingerprint, authorities);
        HasClients = clients.Count > 0;
        Clients = (HasClients ? clients.Select(entry => Entry(entry.Client)) : [Entry(null)])
            .ToFrozenDictionary(client => client.Name);
        Keys = new KeyTable([.. clients.SelectMany(entry => entry.Client.KeyHashes, (entry, hash) =>
            (Convert.FromHexString(hash), Clients[entry.Client.Name]))]);
        CertificateNames = clients
            .SelectMany(
                entry => entry.Client.CertificateNames, (entry, name) => KeyValuePair.Create(name, Clients[entry.Client.Name]))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        AccessClient Entry(ClientOptions? client)
        {
            var name = client?.Name ?? LocalName;
            var limits = LimitValues.Of(client, Options.Defaults);
            // A client whose limits stay keeps what it has used of them.
            var known = before?.Clients.GetValueOrDefault(name);
            return known?.Gate.Limits == limits ? known : new AccessClient(name, new ClientGate(name, limits, time));
        }
    }

    /// <summary>The settings.</summary>
    public AccessOptions Options { get; }

    /// <summary>Differs where anything differs.</summary>
    public string Fingerprint { get; }

    /// <summary>True where credentials are needed.</summary>
    public bool HasClients { get; }

    /// <summary>Every client by its name; only <see cref="LocalName"/> where there are none.</summary>
    public FrozenDictionary<string, AccessClient> Clients { get; }

    /// <summary>Whose key is whose.</summary>
    public KeyTable Keys { get; }

    /// <summary>Whose certificate is whose, by names in it.</summary>
    public FrozenDictionary<string, AccessClient> CertificateNames { get; }

    /// <summary>Where client certificates must come from; null where none are asked for.</summary>
    public TrustedAuthorities? Authorities { get; }

    /// <summary>Checks everything and makes it ready.</summary>
    /// <param name="sources">What was read.</param>
    /// <param name="before">What is in force; null at start.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="OptionsValidationException">What is wrong: setting, value, limit, fix.</exception>
    public static AccessState Create(AccessSources sources, AccessState? before, TimeProvider time)
    {
        var clients = sources.Clients();
        List<string> failures =
            [.. AccessRules.Check(sources.Options, clients), .. Removed(sources, clients.Count, before)];
        TrustedAuthorities? authorities = null;
        try
        {
            authorities = sources.Authorities is null ? null : TrustedAuthorities.Parse(sources.Authorities);
        }
        catch (CryptographicException e)
        {
            failures.Add(
                $"Access:ClientCaFile is {sources.Options.ClientCaFile}: {e.Message} Write each authority as PEM into it.");
        }

        return failures.Count == 0
            ? new AccessState(sources, authorities, before, time)
            : throw AccessSources.Invalid(failures);
    }

    /// <summary>What only a restart may do: the start checks what the server is reachable from.</summary>
    private static IEnumerable<string> Removed(AccessSources sources, int clients, AccessState? before)
    {
        if (before is { HasClients: true } && clients == 0)
        {
            yield return "Access has no clients any more, so that anybody could call: restart if that is meant.";
        }

        if (before is not null && before.Authorities is null != sources.Authorities is null)
        {
            yield return "Access:ClientCaFile came or went, but whether certificates are asked for is settled at start: "
                + "restart.";
        }
    }
}
