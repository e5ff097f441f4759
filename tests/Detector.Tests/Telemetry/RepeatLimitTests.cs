using Detector.Telemetry;
using Detector.Tests.Support;

namespace Detector.Tests.Telemetry;

/// <summary>A warning that comes again and again does not fill the log.</summary>
public sealed class RepeatLimitTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly ManualTimeProvider _time = new();
    private readonly ListLogger<RepeatLimit> _log = new();

    [Fact]
    public void Allows_MoreThanTheMost_SaysTheFirstOnes()
    {
        var limit = new RepeatLimit(_time, most: 2, Window);

        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => limit.Allows(_log)));
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public void Allows_NextWindow_SaysHowManyWereLeftOut()
    {
        var limit = new RepeatLimit(_time, most: 1, Window);
        for (var i = 0; i < 8; i++)
        {
            limit.Allows(_log);
        }

        _time.Advance(Window - TimeSpan.FromTicks(1));
        Assert.False(limit.Allows(_log));
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.True(limit.Allows(_log));
        Assert.StartsWith("8 more", Assert.Single(_log.Entries).Message, StringComparison.Ordinal);
        _time.Advance(Window);
        Assert.True(limit.Allows(_log));
        Assert.Single(_log.Entries);
    }

    public void Dispose() => _time.Dispose();
}
