using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Detector.Server.Security;
using Microsoft.Extensions.Options;

namespace Detector.Server.Review;

/// <summary>
/// The sign-ins: in memory only, so that a restart ends them all. Of each id only the hash is kept. Safe for threads.
/// </summary>
/// <param name="registry">Says whose key is whose, at any time.</param>
/// <param name="options">How long and how many.</param>
/// <param name="time">The clock.</param>
internal sealed class ReviewSessions(ClientRegistry registry, IOptions<ReviewOptions> options, TimeProvider time)
{
    private const int RandomBytes = 32;
    private const int LongestId = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ReviewSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>How many there are, those that are over included until they are noticed.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Opens one.</summary>
    /// <param name="client">Whose key it was.</param>
    /// <param name="key">The key.</param>
    /// <returns>Its id, which is told to nobody else, and the session.</returns>
    public (string Id, ReviewSession Session) Open(string client, string key)
    {
        var id = Secret();
        var now = time.GetUtcNow();
        var session = new ReviewSession(
            client, ApiKeys.Hash(key), Secret(), now + TimeSpan.FromMinutes(options.Value.SessionMinutes));
        lock (_lock)
        {
            MakeRoom(now);
            _sessions.Add(Name(id), session);
        }

        return (id, session);
    }

    /// <summary>
    /// The session of an id; null where there is none, its time is over, or its client or key has gone.
    /// </summary>
    /// <param name="id">As the cookie has it.</param>
    public ReviewSession? Find(string id)
    {
        if (id.Length > LongestId)
        {
            return null;
        }

        var name = Name(id);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_sessions.TryGetValue(name, out var session))
            {
                return null;
            }

            if (Lasts(session, now))
            {
                return session;
            }

            _sessions.Remove(name);
            return null;
        }
    }

    /// <summary>Ends a session.</summary>
    /// <param name="id">As the cookie has it.</param>
    public void Close(string id)
    {
        lock (_lock)
        {
            _sessions.Remove(Name(id));
        }
    }

    private bool Lasts(ReviewSession session, DateTimeOffset now) =>
        now < session.Ends && registry.Current.Keys.Find(session.KeyHash)?.Name == session.Client;

    /// <summary>
    /// Full of sessions that last, it ends one of the client that has the most: nobody can crowd out others.
    /// </summary>
    private void MakeRoom(DateTimeOffset now)
    {
        if (_sessions.Count < options.Value.MaxSessions)
        {
            return;
        }

        foreach (var (name, session) in _sessions)
        {
            if (!Lasts(session, now))
            {
                _sessions.Remove(name);
            }
        }

        if (_sessions.Count >= options.Value.MaxSessions)
        {
            var oldest = _sessions.GroupBy(entry => entry.Value.Client)
                .MaxBy(sessions => sessions.Count())!
                .MinBy(entry => entry.Value.Ends);
            _sessions.Remove(oldest.Key);
        }
    }

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    private static string Name(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
