using System.CommandLine;
using System.Runtime.InteropServices;
using Detector.Load.Commands;
using Grpc.Core;

namespace Detector.Load;

/// <summary>Loads the service and measures it. See the README.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        var root = new RootCommand("Loads the detection service and measures what it does.")
        {
            OpenCommand.Create(), ClosedCommand.Create(), SoakCommand.Create(), SuiteCommand.Create(),
            ServeCommand.Create(),
        };
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
        };
        try
        {
            return await root.Parse(args).InvokeAsync(configuration, stop.Token);
        }
        catch (RpcException e)
        {
            return Fail($"the server does not answer: {e.StatusCode}, {e.Status.Detail}");
        }
        catch (OperationCanceledException)
        {
            return Fail("stopped before the end; nothing is reported.");
        }
        catch (Exception e) when (e is ArgumentException or IOException or InvalidOperationException)
        {
            return Fail(e.Message);
        }
    }

    private static int Fail(string problem)
    {
        Console.Error.WriteLine($"load: {problem}");
        return 2;
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }
}
