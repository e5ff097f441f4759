using System.Net;
using Detector.Server.Security;
using Detector.Tests.Support;

namespace Detector.Server.Tests.Security;

public sealed class AttemptLimiterTests : IDisposable
{
    private static readonly IPAddress Someone = IPAddress.Parse("10.0.0.1");

    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _time.Dispose();

    [Fact]
    public void Blocked_AtTheLimit_UntilTheMinuteIsOver()
    {
        var limiter = new AttemptLimiter(_time);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, limiter.Count(Someone));
        Assert.Null(limiter.Blocked(Someone, 2));
        Assert.Equal(2, limiter.Count(Someone));

        Assert.Equal(TimeSpan.FromSeconds(40), limiter.Blocked(Someone, 2));
        Assert.Null(limiter.Blocked(IPAddress.Parse("10.0.0.2"), 2));
        Assert.Null(limiter.Blocked(Someone, 0));

        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(limiter.Blocked(Someone, 2));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Blocked_AnotherAddress_CountsWithItsNetwork(string first, string second, bool together)
    {
        var limiter = new AttemptLimiter(_time);

        limiter.Count(IPAddress.Parse(first));

        Assert.Equal(together, limiter.Blocked(IPAddress.Parse(second), 1) is not null);
    }

    [Fact]
    public void Count_MoreAddressesThanRoom_TheOthersShareOneCount()
    {
        var limiter = new AttemptLimiter(_time, capacity: 2);
        limiter.Count(IPAddress.Parse("10.0.0.1"));
        limiter.Count(IPAddress.Parse("10.0.0.2"));

        Assert.Equal(1, limiter.Count(IPAddress.Parse("10.0.0.3")));
        Assert.Equal(2, limiter.Count(IPAddress.Parse("10.0.0.4")));
        Assert.Equal(2, limiter.Count(IPAddress.Parse("10.0.0.1")));
        Assert.NotNull(limiter.Blocked(IPAddress.Parse("10.0.0.5"), 2));
        Assert.Null(limiter.Blocked(IPAddress.Parse("10.0.0.2"), 2));
    }
}
