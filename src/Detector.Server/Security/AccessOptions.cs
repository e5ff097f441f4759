namespace Detector.Server.Security;

/// <summary>
/// Who may call, and how much. Configuration section "Access". Without clients only this machine is served, and anybody
/// on it may call; with clients every call but health, the OpenAPI document and the files of the page needs a key, a
/// certificate or a sign-in, on this machine too. Changes of the settings, of <see cref="KeysFile"/> and of <see
/// cref="ClientCaFile"/> take effect while the server runs; a change that is not valid is logged, and what was before
/// stays in force.
/// </summary>
public sealed class AccessOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "Access";

    /// <summary>The clients. Default none. Those of <see cref="KeysFile"/> are added to them.</summary>
    public List<ClientOptions> Clients { get; set; } = [];

    /// <summary>
    /// Limits of clients that set none of their own, and of callers on this machine while there are no clients.
    /// </summary>
    public LimitOptions Defaults { get; set; } = new();

    /// <summary>
    /// PEM file with the certificate authorities that client certificates must come from, roots and intermediates;
    /// null, the default, asks for no client certificates. Revocation is not checked: issue short-lived certificates,
    /// or take the name out of the client. Whether certificates are asked for at all is settled at start.
    /// </summary>
    public string? ClientCaFile { get; set; }

    /// <summary>
    /// JSON file with more clients, such as a mounted secret: an object whose only member, Clients, is a list like
    /// <see cref="Clients"/>. Default null: none.
    /// </summary>
    public string? KeysFile { get; set; }

    /// <summary>Largest number of clients, 1 to 10000. Default 1000. Each is a value of a metric's label.</summary>
    public int MaxClients { get; set; } = 1000;

    /// <summary>
    /// How many calls with bad credentials an address may make in a minute, 0 to 100000, before all its calls with
    /// credentials are refused until the minute is over. An IPv6 address counts with its /64 network. Default 60;
    /// 0 is unlimited, for a server behind a proxy where all callers share one address.
    /// </summary>
    public int BadAttemptsPerMinute { get; set; } = 60;

    /// <summary>
    /// How often <see cref="KeysFile"/> and <see cref="ClientCaFile"/> are read again, seconds, 1 to 3600. Default 10.
    /// </summary>
    public int ReloadSeconds { get; set; } = 10;
}
