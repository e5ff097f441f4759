namespace Detector.Server.Security;

/// <summary>One client of the configuration in force.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Gate">Holds it to its limits.</param>
internal sealed record AccessClient(string Name, ClientGate Gate);
