using System.Collections;
using Detector.Server.Telemetry;

namespace Detector.Server.Hosting;

/// <summary>Where settings come from: files, the environment, the command line; later ones win.</summary>
internal static class SettingsSources
{
    private const string Prefix = "DETECTOR:";

    /// <summary>Replaces all sources of a configuration.</summary>
    /// <param name="configuration">Of the host.</param>
    /// <param name="commandLine">What was asked for.</param>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="sections">Names of the sections that the server knows.</param>
    /// <exception cref="StartException">A file cannot be read.</exception>
    public static void Use(
        IConfigurationManager configuration, CommandLine commandLine, IDictionary environment, IReadOnlyList<string> sections)
    {
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(OtelVariables.Read(environment));
        try
        {
            configuration.AddJsonFile(
                Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: true);
            if (commandLine.SettingsFile is { } file)
            {
                configuration.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: true);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new StartException($"A settings file cannot be read: {e.GetBaseException().Message}");
        }

        configuration.AddInMemoryCollection(FromEnvironment(environment, sections));
        configuration.AddInMemoryCollection(commandLine.Settings);
    }

    /// <summary>
    /// The variables that set something: <c>DETECTOR__Batching__MaxBatchTiles</c> or, as other .NET programs have it,
    /// <c>Batching__MaxBatchTiles</c>.
    /// </summary>
    /// <param name="environment">Variables of the process.</param>
    /// <param name="sections">Names of the sections that the server knows.</param>
    internal static Dictionary<string, string?> FromEnvironment(IDictionary environment, IReadOnlyList<string> sections)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in environment)
        {
            var name = ((string)variable.Key).Replace("__", ":", StringComparison.Ordinal);
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && IsOf(name[Prefix.Length..], sections))
            {
                // Wins over the same setting without the prefix.
                settings[name[Prefix.Length..]] = (string?)variable.Value;
            }
            else if (IsOf(name, sections))
            {
                settings.TryAdd(name, (string?)variable.Value);
            }
        }

        return settings;
    }

    private static bool IsOf(string name, IReadOnlyList<string> sections) =>
        name.IndexOf(':') is > 0 and var colon && sections.Contains(name[..colon], StringComparer.OrdinalIgnoreCase);
}
