using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Detector.Server.Security;

/// <summary>Checks client certificates: when a connection opens, and again with every call on it.</summary>
/// <param name="registry">The configuration in force.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where refused certificates are told.</param>
internal sealed class ClientCertificates(ClientRegistry registry, TimeProvider time, ILogger<ClientCertificates> logger)
{
    private const int LoggedPerMinute = 60;

    private readonly AttemptLimiter _logged = new(time);

    // A connection keeps one instance of its certificate, and a chain takes long to build.
    private readonly ConditionalWeakTable<X509Certificate2, Known> _known = [];

    /// <summary>
    /// Has an endpoint ask for client certificates where the configuration names authorities. They stay optional, as
    /// keys do as well and health needs neither; a bad one ends the handshake.
    /// </summary>
    /// <param name="https">The endpoint.</param>
    public void Apply(HttpsConnectionAdapterOptions https)
    {
        if (registry.Current.Authorities is null)
        {
            return;
        }

        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => IsTrusted(certificate);
        https.OnAuthenticate = (_, tls) =>
        {
            // Without a policy of ours the handshake itself would build a chain and fetch what a certificate names.
            tls.CertificateChainPolicy = registry.Current.Authorities?.Policy(time.GetUtcNow());
            // A resumed session may come without its certificate, and skips the check.
            tls.AllowTlsResume = false;
        };
    }

    /// <summary>Whose certificate it is.</summary>
    /// <param name="certificate">Of the connection.</param>
    /// <param name="state">The configuration in force.</param>
    /// <returns>The client, or what is wrong.</returns>
    public (AccessClient? Client, string? Problem) Find(X509Certificate2 certificate, AccessState state)
    {
        var now = time.GetUtcNow();
        if (!_known.TryGetValue(certificate, out var known) || known.State != state ||
            now < known.From || now > known.Until)
        {
            known = Judge(certificate, state, now);
            _known.AddOrUpdate(certificate, known);
        }

        return (known.Client, known.Problem);
    }

    /// <summary>Judges a certificate at the handshake.</summary>
    /// <param name="certificate">Of the caller.</param>
    internal bool IsTrusted(X509Certificate2 certificate)
    {
        var problem = registry.Current.Authorities?.Judge(certificate, time.GetUtcNow()).Problem;
        if (problem is not null && _logged.Count(IPAddress.Any) <= LoggedPerMinute)
        {
            logger.CertificateRefused(problem, Plain(certificate.Subject), Plain(certificate.Issuer));
        }

        return problem is null;
    }

    private static Known Judge(X509Certificate2 certificate, AccessState state, DateTimeOffset now)
    {
        if (state.Authorities is null)
        {
            return new Known(state, null, "client certificates are not asked for", now, DateTimeOffset.MaxValue);
        }

        var verdict = state.Authorities.Judge(certificate, now);
        if (verdict.Problem is not null)
        {
            return new Known(state, null, $"the certificate is not valid ({verdict.Problem})", now, now);
        }

        var (client, problem) = Named(certificate, state);
        return new Known(state, client, problem, verdict.From, verdict.Until);
    }

    private static (AccessClient? Client, string? Problem) Named(X509Certificate2 certificate, AccessState state)
    {
        try
        {
            var clients = CertificateNames.Of(certificate)
                .Select(name => state.CertificateNames.GetValueOrDefault(name))
                .OfType<AccessClient>()
                .Distinct()
                .ToArray();
            return clients switch
            {
                [var one] => (one, null),
                [] => (null, "no client has one of the certificate's names"),
                _ => (null, "the certificate names more than one client"),
            };
        }
        catch (CryptographicException)
        {
            return (null, "the names in the certificate are damaged");
        }
    }

    /// <summary>Names come from outside: no line breaks in the log, and not without end.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Take(200).Select(c => char.IsControl(c) ? '?' : c));

    private sealed record Known(
        AccessState State, AccessClient? Client, string? Problem, DateTimeOffset From, DateTimeOffset Until);
}
