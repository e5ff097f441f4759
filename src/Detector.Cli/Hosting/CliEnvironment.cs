using System.Text;
using Spectre.Console;

namespace Detector.Cli.Hosting;

/// <summary>Scores one image: <see cref="ImageAnalyzer.AnalyzeAsync"/> or a test's stand-in.</summary>
/// <param name="encoded">The whole encoded file.</param>
/// <param name="options">What is wanted beside the score.</param>
/// <param name="cancellationToken">Gives up.</param>
internal delegate Task<AnalysisResult> AnalyzeImage(
    ReadOnlyMemory<byte> encoded, AnalysisOptions options, CancellationToken cancellationToken);

/// <summary>What the program touches of the world, so that tests can hand it another one.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Standard input, read only for the path <c>-</c>.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output: results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: failures, warnings, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard output, where it is a terminal; otherwise null.</summary>
    public IAnsiConsole? OutputTerminal { get; init; }

    /// <summary>Standard error, where it is a terminal; otherwise null.</summary>
    public IAnsiConsole? ErrorTerminal { get; init; }

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Loads a model, or connects to servers.</summary>
    public Func<AnalyzerChoice, ErrorLines, CancellationToken, Task<OpenAnalyzer>> OpenAsync { get; init; } =
        OpenAnalyzer.OpenAsync;

    /// <summary>The process's own.</summary>
    public static CliEnvironment System() => new()
    {
        Input = Console.OpenStandardInput(),
        Output = Utf8(Console.OpenStandardOutput()),
        Error = Utf8(Console.OpenStandardError()),
        OutputTerminal = Console.IsOutputRedirected ? null : Terminal(Console.Out),
        ErrorTerminal = Console.IsErrorRedirected ? null : Terminal(Console.Error),
    };

    /// <summary>UTF-8 without byte order mark; every line goes out as it is written.</summary>
    /// <param name="stream">Where to.</param>
    public static StreamWriter Utf8(Stream stream) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };

    private static IAnsiConsole Terminal(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
