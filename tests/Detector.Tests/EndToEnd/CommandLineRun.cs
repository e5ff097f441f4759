using System.Text;
using System.Text.Json;
using Detector.Cli.Commands;
using Detector.Cli.Hosting;
using Detector.Tests.Support;

namespace Detector.Tests.EndToEnd;

/// <summary>Runs the whole program in this process, with the bundled model.</summary>
internal static class Repository
{
    /// <summary>The repository: the folder above the tests that holds Detector.sln.</summary>
    public static string Root => SourceTree.Root;

    /// <summary>The bundled model package.</summary>
    public static string Model { get; } = Path.Combine(Root, "models", "trace");

    /// <summary>Runs one command line.</summary>
    public static async Task<CommandLineRun> RunAsync(params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        int exitCode;
        await using (var outputWriter = CliEnvironment.Utf8(output))
        await using (var errorWriter = CliEnvironment.Utf8(error))
        {
            var environment = new CliEnvironment { Input = Stream.Null, Output = outputWriter, Error = errorWriter };
            exitCode = await CommandLine.RunAsync(arguments, environment, CancellationToken.None);
        }

        return new CommandLineRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}

/// <summary>What a run came to.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output as JSON lines.</summary>
    public IReadOnlyList<JsonElement> Lines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
