using Detector.Load.Wire;

namespace Detector.Load.Tests.Wire;

public sealed class LoadTargetTests
{
    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://localhost:1")]
    [InlineData("https://[::1]:1")]
    public void Create_ThisMachine_IsAllowed(string address)
    {
        using var target = new LoadTarget(address);

        Assert.Equal(1, target.Address.Port);
    }

    [Fact]
    public void Create_AnotherMachine_IsRefusedUnlessAllowed()
    {
        const string Address = "http://192.0.2.1:50051";

        var problem = Assert.Throws<ArgumentException>(() => new LoadTarget(Address));
        using var allowed = new LoadTarget(Address, allowRemote: true);

        Assert.Contains("192.0.2.1", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-remote", problem.Message, StringComparison.Ordinal);
        Assert.Equal("192.0.2.1", allowed.Address.Host);
    }

    [Theory]
    [InlineData("127.0.0.1:50051")]
    [InlineData("ftp://127.0.0.1")]
    public void Create_NoUrl_IsRefused(string address)
    {
        Assert.Throws<ArgumentException>(() => new LoadTarget(address));
    }

    [Fact]
    public void Headers_KeyAndTimeout_AreBothSent()
    {
        using var target = new LoadTarget("http://127.0.0.1:1", apiKey: "k");

        var headers = target.Headers(TimeSpan.FromMilliseconds(1500.7))!;

        Assert.Equal("k", headers.GetValue("x-api-key"));
        Assert.Equal("1501m", headers.GetValue("load-timeout"));
    }
}
