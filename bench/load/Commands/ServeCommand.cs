using System.CommandLine;
using Detector.Load.Serving;
using Detector.Server.Hosting;

namespace Detector.Load.Commands;

/// <summary>The command <c>serve</c>: what the suite starts as its child.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var ready = new Option<bool>("--ready-pixels")
        {
            Description = "Decode each picture once, and hand out copies.",
        };
        var switches = new Argument<string[]>("SWITCHES")
        {
            Description = "Switches of the server, after --.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "serve",
            "The real server in this process; answers questions of the suite until its input ends.")
        {
            ready, switches,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(ready), parsed.GetValue(switches) ?? [], stop));
        return command;
    }

    private static async Task<int> RunAsync(bool readyPixels, string[] switches, CancellationToken stop)
    {
        try
        {
            await using var server = await ServedProcess.StartAsync(readyPixels, switches);
            await server.AnswerAsync(Console.In, Console.Out, stop);
            return 0;
        }
        catch (StartException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
