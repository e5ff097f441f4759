using System.CommandLine;
using Detector.Load.Suite;
using Detector.Load.Wire;

namespace Detector.Load.Commands;

/// <summary>The command <c>suite</c>.</summary>
internal static class SuiteCommand
{
    private static readonly string[] Checks =
        [ThroughputCheck.Name, IdleCheck.Name, OverloadCheck.Name, AllocationCheck.Name, TelemetryCheck.Name, SoakCheck.Name];

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var size = CommonOptions.Size("512x512");
        var pictures = CommonOptions.Pictures();
        var clients = CommonOptions.Number("--clients", "Clients that saturate the server.", 8, 1, 1000);
        var phase = CommonOptions.Seconds("--phase", "Length of one measurement of throughput.", 10, 0.5, 600);
        var rounds = CommonOptions.Number("--rounds", "How often server and bare runtime take turns.", 5, 1, 100);
        var overload = CommonOptions.Seconds("--overload", "Length of the runs under overload.", 60, 1, 3600);
        var soak = CommonOptions.Real("--soak-minutes", "M", "Length of the soak.", 10, 0.05, 600);
        var deadline = CommonOptions.Real(
            "--deadline-ms", "MS", "Of every call in the overload check.", 1000, 10, 600_000);
        var only = new Option<string[]>("--only")
        {
            HelpName = "CHECK", Description = "Run these checks only.", AllowMultipleArgumentsPerToken = true,
        }.AcceptOnlyFromAmong(Checks);
        var json = CommonOptions.Json();
        var switches = new Argument<string[]>("SWITCHES")
        {
            Description = "Switches of the server, after --.", Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("suite", "Starts servers of its own, and checks all that the service has to show.")
        {
            size, pictures, clients, phase, rounds, overload, soak, deadline, only, json, switches,
        };
        command.SetAction((parsed, stop) => RunAsync(
            new SuiteSettings
            {
                Size = parsed.GetValue(size),
                Clients = parsed.GetValue(clients),
                Phase = TimeSpan.FromSeconds(parsed.GetValue(phase)),
                Rounds = parsed.GetValue(rounds),
                Overload = TimeSpan.FromSeconds(parsed.GetValue(overload)),
                Soak = TimeSpan.FromMinutes(parsed.GetValue(soak)),
                Deadline = TimeSpan.FromMilliseconds(parsed.GetValue(deadline)),
                Only = (parsed.GetValue(only) ?? []).ToHashSet(),
                Switches = parsed.GetValue(switches) ?? [],
            },
            parsed.GetValue(pictures), parsed.GetValue(json), stop));
        return command;
    }

    private static async Task<int> RunAsync(
        SuiteSettings settings, int pictureCount, string? jsonFile, CancellationToken stop)
    {
        var pictures = LoadPicture.Make(settings.Size, pictureCount);
        var context = new SuiteContext(settings, pictures, Console.Error);
        var found = new List<Requirement>();
        foreach (var check in Checks.Where(check => settings.Only.Count == 0 || settings.Only.Contains(check)))
        {
            found.AddRange(check switch
            {
                ThroughputCheck.Name => await ThroughputCheck.RunAsync(context, stop),
                IdleCheck.Name => await IdleCheck.RunAsync(context, stop),
                OverloadCheck.Name => await OverloadCheck.RunAsync(context, stop),
                AllocationCheck.Name => await AllocationCheck.RunAsync(context, stop),
                TelemetryCheck.Name => await TelemetryCheck.RunAsync(context, stop),
                _ => await SoakCheck.RunAsync(context, pictures, stop),
            });
        }

        var report = new SuiteReport(found, context.Loads);
        Console.WriteLine(report.ToTable());
        if (jsonFile is not null)
        {
            await File.WriteAllTextAsync(jsonFile, report.ToJson() + "\n", stop);
        }

        return report.Holds ? 0 : 1;
    }
}
