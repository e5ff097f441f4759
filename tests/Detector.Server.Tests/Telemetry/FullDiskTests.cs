using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Detector.Server.Tests.Support;
using Detector.Tests.Support;
using Grpc.Net.Client;

namespace Detector.Server.Tests.Telemetry;

/// <summary>A log that cannot be written holds up nobody.</summary>
public sealed class FullDiskTests
{
    private const string Full = "/dev/full";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [DeviceFact(Full)]
    public async Task Serve_LogGoesToAFullDisk_AnswersAndStopsWell()
    {
        using var package = TestPackage.Tiles();
        var port = FreePort();
        var program = Path.Combine(AppContext.BaseDirectory, "Detector.Server.dll");
        using var server = Process.Start(
            "sh",
            [
                "-c", $"exec dotnet \"$0\" \"$@\" >{Full} 2>{Full}", program, "--grpc", $"127.0.0.1:{port}", "--http", "off",
                "--device", "cpu", "--model", package.Root,
            ]);
        try
        {
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
            var client = new V1.DetectionService.DetectionServiceClient(channel);
            using var limit = new CancellationTokenSource(Patience);
            while (!await AnswersAsync(client))
            {
                await Task.Delay(50, limit.Token);
            }

            for (var i = 0; i < 100; i++)
            {
                Assert.NotNull((await client.AnalyzeAsync(Requests.For($"{i}"), cancellationToken: limit.Token)).Analysis);
            }

            using var stop = Process.Start("kill", ["-TERM", $"{server.Id}"]);
            await server.WaitForExitAsync(limit.Token);
            Assert.Equal(0, server.ExitCode);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static async Task<bool> AnswersAsync(V1.DetectionService.DetectionServiceClient client)
    {
        try
        {
            await client.ListModelsAsync(new V1.ListModelsRequest());
            return true;
        }
        catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.Unavailable)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

/// <summary>A test that needs a device file, and says so where it is not there.</summary>
internal sealed class DeviceFactAttribute : FactAttribute
{
    /// <param name="device">Its path.</param>
    public DeviceFactAttribute(string device) => Skip = File.Exists(device) ? null : $"There is no {device} on this machine.";
}
