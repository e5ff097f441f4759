using System.Collections;
using System.Net;
using System.Net.Sockets;
using Detector.Server.Hosting;
using Detector.Tests.Support;

namespace Detector.Server.Tests.Hosting;

/// <summary>The program as it is started, up to the point where it serves or says why not.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("--Batching:MaxBatchTile=8", "is no setting of this server. Did you mean Batching:MaxBatchTiles?")]
    [InlineData("--Bathcing:MaxBatchTiles=8", "Bathcing is no section of this server. Did you mean Batching?")]
    [InlineData("--Batching:MaxBatchTiles=5000", "Batching:MaxBatchTiles is \"5000\": allowed are 0 to 1024. Set it by --")]
    [InlineData("--Batching:MaxBatchTiles=many", "Batching:MaxBatchTiles is \"many\": a whole number is wanted.")]
    [InlineData("--Server:DrainSeconds=-1", "Server:DrainSeconds is \"-1\": allowed are 0 to 3600.")]
    [InlineData("--Server:Grpc:Port=1", "Server:Grpc is a value, not a section: write Server:Grpc=VALUE.")]
    [InlineData("--Access:Clients:0:Nam=x", "Access:Clients:0:Nam is no setting of this server. Did you mean Access")]
    [InlineData("--device=gpu", "Inference:Device is \"gpu\": one of auto, cuda, cpu is wanted.")]
    [InlineData("--grpc=127.0.0.1", "Server:Grpc is \"127.0.0.1\": HOST:PORT is wanted")]
    [InlineData("--grcp=127.0.0.1:1", "--grcp=127.0.0.1:1 is no switch. Did you mean --grpc?")]
    [InlineData("serve", "serve is no switch.")]
    [InlineData("--http", "--http has no value.")]
    [InlineData("--settings=nowhere.json", "A settings file cannot be read: ")]
    [InlineData("--model=nowhere", "nowhere: this model package does not exist")]
    [InlineData("--Server:Tls:Certificate=nowhere.pem", "Server:Tls:Certificate is \"nowhere.pem\": there is no such file.")]
    [InlineData("--Server:Tls:Key=nowhere.pem", "Password is set, and Server:Tls:Certificate is not.")]
    [InlineData("--grpc=0.0.0.0:0", "Server:Grpc (0.0.0.0) can be reached from other machines, which needs TLS")]
    [InlineData("--grpc=203.0.113.7:0", "203.0.113.7")]
    public async Task Run_BadArgument_SaysSoInOneLineAndExitsWith2(string argument, string message)
    {
        var (exitCode, _, error) = await RunAsync(argument);

        Assert.Equal(ServerProgram.BadUsage, exitCode);
        Assert.StartsWith("detector-server: ", error);
        Assert.Contains(message, error);
        Assert.DoesNotContain("   at ", error);
        Assert.DoesNotContain("Exception", error);
    }

    [Fact]
    public async Task Run_SeveralProblems_SaysAllOfThem()
    {
        var (_, _, error) = await RunAsync("--Batching:Foo=1", "--Decoding:MinSide=0", "--Server:MaxStreamImages=0");

        Assert.Equal(3, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Run_BothEndpointsOff_IsRefused()
    {
        var (exitCode, _, error) = await RunAsync("--grpc", "off", "--http", "off");

        Assert.Equal(ServerProgram.BadUsage, exitCode);
        Assert.Contains("both off", error);
    }

    [Fact]
    public async Task Run_PortInUse_NamesSettingAndFix()
    {
        using var package = TestPackage.Tiles();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = taken.LocalEndpoint.ToString()!;

        var (exitCode, _, error) = await RunAsync("--http", address, "--grpc", "off", "--model", package.Root);

        Assert.Equal(ServerProgram.BadUsage, exitCode);
        Assert.Contains($"Server:Http is {address}: another program listens there", error);
        Assert.Contains("--http HOST:PORT", error);
    }

    [Fact]
    public async Task Run_DamagedModel_SaysFileFieldAndFix()
    {
        using var package = TestPackage.Tiles();
        await File.AppendAllTextAsync(Path.Combine(package.Root, "model.onnx"), "x");

        var (exitCode, _, error) = await RunAsync("--model", package.Root, "--grpc", "127.0.0.1:0", "--http", "off");

        Assert.Equal(ServerProgram.BadUsage, exitCode);
        Assert.Contains("$.model.sha256", error);
        Assert.Contains("Fix: ", error);
    }

    [Fact]
    public async Task Run_Help_NamesEverySwitch()
    {
        var (exitCode, output, error) = await RunAsync("--help");

        Assert.Equal((ServerProgram.Success, ""), (exitCode, error));
        Assert.All(["--grpc", "--http", "--model", "--device", "--settings", "--help"], name => Assert.Contains(name, output));
    }

    [Fact]
    public async Task Run_Key_MakesOne()
    {
        var (exitCode, output, _) = await RunAsync("key");

        Assert.Equal(ServerProgram.Success, exitCode);
        Assert.Contains("sha256:", output);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await new ServerProgram(output, error).RunAsync(args, new Hashtable());
        return (exitCode, output.ToString(), error.ToString());
    }
}
