using System.Runtime.InteropServices;
using Detector.Cli.Commands;
using Detector.Cli.Hosting;

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLine.RunAsync(args, CliEnvironment.System(), stop.Token);

// The first signal ends the work in order; a second one ends the program at once, as it does by default.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
