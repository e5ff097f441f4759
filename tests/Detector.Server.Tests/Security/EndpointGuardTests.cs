using System.Net;
using System.Net.Sockets;
using Detector.Server.Security;
using Microsoft.Extensions.Options;

namespace Detector.Server.Tests.Security;

public sealed class EndpointGuardTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("loopback.example")]
    public void Check_ThisMachineOnly_NeedsNothing(string host) => Check(host, tls: false, hasClients: false);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("[::]")]
    [InlineData("*")]
    [InlineData("+")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("10.0.0.7")]
    [InlineData("192.168.1.1")]
    [InlineData("128.0.0.1")]
    [InlineData("::ffff:10.0.0.7")]
    [InlineData("fe80::1")]
    [InlineData("2001:db8::1")]
    [InlineData("outside.example")]
    [InlineData("both.example")]
    [InlineData("none.example")]
    [InlineData("unknown.example")]
    [InlineData("localhost.example")]
    public void Check_OtherMachines_NeedsTlsAndClients(string host)
    {
        Refused(host, tls: false, hasClients: false);
        Refused(host, tls: false, hasClients: true);
        Refused(host, tls: true, hasClients: false);
        Check(host, tls: true, hasClients: true);
    }

    [Theory]
    [InlineData(false, false, true, true)]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, true, false)]
    public void Check_Refused_SaysHowToAddWhatIsMissing(bool tls, bool hasClients, bool saysTls, bool saysClients)
    {
        var message = Refused("0.0.0.0", tls, hasClients);

        Assert.StartsWith("Server:Http (0.0.0.0) can be reached from other machines", message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", message, StringComparison.Ordinal);
        Assert.Equal(saysTls, message.Contains("Server:Tls:Certificate", StringComparison.Ordinal));
        Assert.Equal(saysTls, message.Contains("openssl req", StringComparison.Ordinal));
        Assert.Equal(saysClients, message.Contains("Detector.Server key", StringComparison.Ordinal));
        Assert.Equal(saysClients, message.Contains("Access:Clients:0:KeyHashes:0", StringComparison.Ordinal));
        Assert.Equal(saysClients, message.Contains("Access:ClientCaFile", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_SeveralOpenOnes_NamesThemInOneMessage()
    {
        var message = Assert.Throws<OptionsValidationException>(() => EndpointGuard.Check(
            [new("Server:Grpc", "0.0.0.0", false), new("Server:Http", "127.0.0.1", false), new("Other", "::", false)], false))
            .Message;

        Assert.StartsWith("Server:Grpc (0.0.0.0), Other (::) can be reached", message, StringComparison.Ordinal);
    }

    private static void Check(string host, bool tls, bool hasClients) =>
        EndpointGuard.Check([new ServedAddress("Server:Http", host, tls)], hasClients, Resolve);

    private static string Refused(string host, bool tls, bool hasClients) =>
        Assert.Throws<OptionsValidationException>(() => Check(host, tls, hasClients)).Message;

    private static IPAddress[] Resolve(string name) => name switch
    {
        "loopback.example" => [IPAddress.Loopback, IPAddress.IPv6Loopback],
        "outside.example" or "localhost.example" => [IPAddress.Parse("10.0.0.7")],
        "both.example" => [IPAddress.Loopback, IPAddress.Parse("10.0.0.7")],
        "none.example" => [],
        _ => throw new SocketException((int)SocketError.HostNotFound),
    };
}
