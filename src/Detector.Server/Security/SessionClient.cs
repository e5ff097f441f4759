using Detector.Server.Analysis;

namespace Detector.Server.Security;

/// <summary>
/// Whose sign-in a call comes with, as something before access found out. A feature of the call; it counts where
/// neither a key nor a certificate came.
/// </summary>
/// <param name="Client">Name of the client; null where it is refused.</param>
/// <param name="Failure">Why it is refused; null where it is not.</param>
internal sealed record SessionClient(string? Client, CallFailure? Failure);
