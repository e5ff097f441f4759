using Detector.ModelPackages;

namespace Detector.Server.Hosting;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Settings">Settings by their full names.</param>
/// <param name="SettingsFile">A further JSON file of settings; null for none.</param>
/// <param name="IsHelp">Only say how it is used.</param>
internal sealed record CommandLine(
    IReadOnlyDictionary<string, string?> Settings, string? SettingsFile = null, bool IsHelp = false)
{
    /// <summary>How the program is used.</summary>
    public const string Help = """
        Serves the detector over gRPC and HTTP: says how likely a picture is AI-manipulated.

        Usage: Detector.Server [switches]
               Detector.Server key     makes a key for a client

          --grpc HOST:PORT        where gRPC listens (HTTP/2), or off; 127.0.0.1:50051 unless stated
          --http HOST:PORT        where HTTP listens, or off; 127.0.0.1:8080 unless stated
          --model DIR             folder of the model package; the bundled one unless stated
          --device auto|cuda|cpu  where the model runs; auto unless stated
          --settings FILE         a further JSON file of settings
          --SECTION:NAME=VALUE    any setting, such as --Batching:MaxBatchTiles=8
          --help                  this text

        A setting comes from appsettings.json beside the program, then --settings, then the environment
        (DETECTOR__Batching__MaxBatchTiles=8), then the command line; the last one wins.
        """;

    private const string SettingsSwitch = "settings";

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["grpc"] = $"{ServerOptions.SectionName}:{nameof(ServerOptions.Grpc)}",
        ["http"] = $"{ServerOptions.SectionName}:{nameof(ServerOptions.Http)}",
        ["model"] = $"{DetectorOptions.SectionName}:{nameof(DetectorOptions.ModelDirectory)}",
        ["device"] = $"{Inference.InferenceOptions.SectionName}:{nameof(Inference.InferenceOptions.Device)}",
    };

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <exception cref="StartException">A switch is not known, or has no value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            return new CommandLine(new Dictionary<string, string?>(), IsHelp: true);
        }

        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();
        string? file = null;
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            if (FullName(name) is not { } setting)
            {
                problems.Add(Unknown(args[i], name));
            }
            else if ((value ?? (++i < args.Count ? args[i] : null)) is not { } given)
            {
                problems.Add($"--{name} has no value. Write --{name} VALUE; --help lists the switches.");
            }
            else if (setting == SettingsSwitch)
            {
                file = given;
            }
            else
            {
                settings[setting] = given;
            }
        }

        return problems.Count == 0 ? new CommandLine(settings, file) : throw new StartException(problems);
    }

    /// <summary>The name without its dashes, and what follows an equals sign.</summary>
    private static (string Name, string? Value) Split(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return ("", null);
        }

        var equals = argument.IndexOf('=');
        return equals < 0 ? (argument[2..], null) : (argument[2..equals], argument[(equals + 1)..]);
    }

    private static string? FullName(string name) =>
        Aliases.GetValueOrDefault(name) ?? (name.Contains(':') || name == SettingsSwitch ? name : null);

    private static string Unknown(string argument, string name)
    {
        var near = NearestName.Find(name, [.. Aliases.Keys, SettingsSwitch, "help"]);
        var hint = near is null ? "" : $" Did you mean --{near}?";
        return $"{argument} is no switch.{hint} --help lists the switches.";
    }
}
