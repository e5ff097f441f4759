using System.CommandLine;
using Detector.Load.Suite;

namespace Detector.Load.Commands;

/// <summary>The command <c>soak</c>: the suite's soak on a server that runs already.</summary>
internal static class SoakCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var target = new TargetOptions();
        var minutes = CommonOptions.Real("--minutes", "M", "Length of the run.", 10, 0.05, 600);
        var clients = CommonOptions.Number(
            "--clients", "Half as many clients send single calls, a quarter as many streams.", 8, 2, 1000);
        var command = new Command("soak", "Saturates a server for minutes: memory, and every answer exactly once.")
        {
            minutes, clients,
        };
        target.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(
            target, parsed, parsed.GetValue(clients), TimeSpan.FromMinutes(parsed.GetValue(minutes)), stop));
        return command;
    }

    private static async Task<int> RunAsync(
        TargetOptions options, ParseResult parsed, int clients, TimeSpan length, CancellationToken stop)
    {
        using var target = await options.OpenAsync(parsed, stop);
        var settings = new SuiteSettings
        {
            Size = options.Size(parsed), Clients = clients, Soak = length, Only = new HashSet<string>(), Switches = [],
            Phase = length, Overload = length, Deadline = length, Rounds = 1,
        };
        var context = new SuiteContext(settings, target.Pictures, Console.Error);
        var found = await SoakCheck.RunAsync(context, target.Server, target.ProcessId, target.Pictures, stop);
        var report = new SuiteReport(found, context.Loads);
        Console.WriteLine(report.ToTable());
        if (target.JsonFile is { } file)
        {
            await File.WriteAllTextAsync(file, report.ToJson() + "\n", stop);
        }

        return report.Holds ? 0 : 1;
    }
}
