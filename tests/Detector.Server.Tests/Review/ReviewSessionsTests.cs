using Detector.Server.Review;
using Detector.Server.Security;
using Detector.Server.Tests.Security;
using Microsoft.Extensions.Options;

namespace Detector.Server.Tests.Review;

public sealed class ReviewSessionsTests : IDisposable
{
    private const string KeyA = "key of a";
    private const string KeyB = "key of b";
    private const string KeyC = "key of c";

    private readonly AccessSetup _setup = new([
        .. AccessSetup.Client(0, "a", KeyA), .. AccessSetup.Client(1, "b", KeyB), .. AccessSetup.Client(2, "c", KeyC)]);

    public void Dispose() => _setup.Dispose();

    [Fact]
    public void Find_Opened_IsItAndNoOther()
    {
        var sessions = Sessions();
        var (id, session) = sessions.Open("a", KeyA);
        var (other, _) = sessions.Open("a", KeyA);

        Assert.Same(session, sessions.Find(id));
        Assert.NotEqual(id, other);
        Assert.NotEqual(session.Csrf, sessions.Find(other)!.Csrf);
        Assert.NotEqual(id, session.Csrf);
        Assert.Null(sessions.Find(id + "x"));
        Assert.Null(sessions.Find(""));
        Assert.Null(sessions.Find(new string('x', 100_000)));
    }

    [Fact]
    public void Find_TimeIsOver_IsNoneAndForgotten()
    {
        var sessions = Sessions(minutes: 30);
        var (id, _) = sessions.Open("a", KeyA);

        _setup.Time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromTicks(1));
        Assert.NotNull(sessions.Find(id));
        _setup.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(sessions.Find(id));
        Assert.Equal(0, sessions.Count);
    }

    [Fact]
    public void Find_ClientHasGone_IsNone()
    {
        var sessions = Sessions();
        var (a, _) = sessions.Open("a", KeyA);
        var (c, _) = sessions.Open("c", KeyC);

        _setup.Set(("Clients:2:Name", null), ("Clients:2:KeyHashes:0", null));

        Assert.Null(sessions.Find(c));
        Assert.NotNull(sessions.Find(a));
    }

    [Fact]
    public void Find_KeyIsAnotherClientsNow_IsNone()
    {
        var sessions = Sessions();
        var (id, _) = sessions.Open("a", KeyA);

        _setup.Set(
            ("Clients:0:KeyHashes:0", ApiKeys.HashText("new")), ("Clients:1:KeyHashes:1", ApiKeys.HashText(KeyA)));

        Assert.Null(sessions.Find(id));
    }

    [Fact]
    public void Close_EndsIt()
    {
        var sessions = Sessions();
        var (id, _) = sessions.Open("a", KeyA);

        sessions.Close(id);
        sessions.Close("nobody's");

        Assert.Null(sessions.Find(id));
    }

    [Fact]
    public void Open_Full_EndsTheOldestOfTheClientThatHasTheMost()
    {
        var sessions = Sessions(most: 3);
        var (b, _) = sessions.Open("b", KeyB);
        _setup.Time.Advance(TimeSpan.FromMinutes(1));
        var (first, _) = sessions.Open("a", KeyA);
        _setup.Time.Advance(TimeSpan.FromMinutes(1));
        var (second, _) = sessions.Open("a", KeyA);

        var (c, _) = sessions.Open("c", KeyC);

        Assert.Null(sessions.Find(first));
        Assert.All([b, second, c], id => Assert.NotNull(sessions.Find(id)));
        Assert.Equal(3, sessions.Count);
    }

    [Fact]
    public void Open_FullOfSessionsThatAreOver_EndsThoseOnly()
    {
        var sessions = Sessions(most: 3, minutes: 10);
        sessions.Open("a", KeyA);
        sessions.Open("b", KeyB);
        _setup.Time.Advance(TimeSpan.FromMinutes(10));
        var (stays, _) = sessions.Open("a", KeyA);

        sessions.Open("a", KeyA);

        Assert.NotNull(sessions.Find(stays));
        Assert.Equal(2, sessions.Count);
    }

    private ReviewSessions Sessions(int most = 100, int minutes = 480) => new(
        _setup.Registry, Options.Create(new ReviewOptions { MaxSessions = most, SessionMinutes = minutes }),
        _setup.Time);
}
