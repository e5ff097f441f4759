namespace Detector.Client.Tests;

public sealed class DetectorClientOptionsTests
{
    [Theory]
    [InlineData("", "Servers is empty")]
    [InlineData("127.0.0.1:50051", "write http://HOST:PORT")]
    [InlineData("ftp://a:1", "write http://HOST:PORT")]
    [InlineData("http://a:1/v1", "write http://a:1.")]
    [InlineData("http://user:secret@a:1", "leave it out")]
    [InlineData("http://a:1|https://b:1", "one scheme")]
    [InlineData("http://a:1|http://b:1|http://a:1", "a:1 twice")]
    public void Constructor_WrongServers_SaysWhatToWrite(string servers, string expected)
    {
        var options = new DetectorClientOptions { Servers = servers.Split('|', StringSplitOptions.RemoveEmptyEntries) };

        var message = Message(options);

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_KeyInTheClearToAnotherMachine_IsRefused()
    {
        var message = Message(Local(o => (o.ApiKey, o.Servers) = ("k1", ["http://example.org:1"])));

        Assert.Contains("use https", message, StringComparison.Ordinal);
        using var local = new DetectorClient(
            Local(o => (o.ApiKey, o.Servers) = ("k1", ["http://[::1]:1", "http://localhost:2"])));
    }

    [Fact]
    public void Constructor_KeyWithALineBreak_IsRefusedWithoutBeingNamed()
    {
        var message = Message(Local(options => options.ApiKey = "verysecret\n"));

        Assert.Contains("ApiKey", message, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_SeveralOutOfRange_NamesEachWithItsLimits()
    {
        var message = Message(Local(options =>
        {
            options.Timeout = TimeSpan.Zero;
            options.MaxAttempts = 0;
            options.BackoffMultiplier = 0.5;
            options.BackoffJitter = double.NaN;
            options.MaxBackoff = TimeSpan.FromMilliseconds(1);
            options.MaxMessageBytes = 1;
            options.CaFile = "no/such.pem";
        }));

        string[] names =
            ["Timeout", "MaxAttempts", "BackoffMultiplier", "BackoffJitter", "MaxBackoff", "MaxMessageBytes"];
        foreach (var name in names)
        {
            Assert.Contains($"{name} is ", message, StringComparison.Ordinal);
        }

        Assert.Contains("allowed are 1 to 100", message, StringComparison.Ordinal);
        Assert.Contains("no/such.pem does not exist", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(4097, 0, 1)]
    [InlineData(1, 65, 1)]
    [InlineData(1, 0, 0)]
    public void OpenBulk_SettingOutOfRange_IsRefused(int window, int streams, int seconds)
    {
        using var client = new DetectorClient(Local(_ => { }));
        var settings = new BulkSettings { Window = window, Streams = streams, Timeout = TimeSpan.FromSeconds(seconds) };

        Assert.Throws<ArgumentException>(() => client.OpenBulk(settings));
        Assert.Throws<ArgumentException>(() => client.AnalyzeManyAsync(Support.Script.Images(1), settings));
    }

    private static DetectorClientOptions Local(Action<DetectorClientOptions> change)
    {
        var options = new DetectorClientOptions { Servers = ["http://127.0.0.1:1"] };
        change(options);
        return options;
    }

    private static string Message(DetectorClientOptions options) =>
        Assert.Throws<ArgumentException>(() => new DetectorClient(options)).Message;
}
