using Microsoft.Extensions.Logging;

namespace Detector.Cli.Hosting;

/// <summary>Sends log messages to standard error, one line each; stack traces only in detailed mode.</summary>
/// <param name="lines">Standard error.</param>
/// <param name="detailed">Write exceptions in full.</param>
internal sealed class ErrorLinesLoggerProvider(ErrorLines lines, bool detailed) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(lines, detailed);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Holds nothing: standard error belongs to the process.
    }

    private sealed class LineLogger(ErrorLines lines, bool detailed) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var cause = detailed ? $"{exception}" : exception?.Message;
            var message = formatter(state, exception);
            lines.Write($"detector: {Name(logLevel)}: {message}{(string.IsNullOrEmpty(cause) ? "" : $": {cause}")}");
        }

        private static string Name(LogLevel level) => level switch
        {
            LogLevel.Warning => "warning",
            LogLevel.Error or LogLevel.Critical => "error",
            _ => "information",
        };
    }
}
