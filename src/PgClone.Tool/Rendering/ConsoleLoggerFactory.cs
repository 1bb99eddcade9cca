using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>The log on stderr: information from <see cref="Verbosity.Detailed"/> on, everything at <see cref="Verbosity.Diagnostic"/>.</summary>
internal sealed class ConsoleLoggerFactory(IAnsiConsole console, Verbosity verbosity) : ILoggerFactory
{
    private readonly LogLevel _lowest = verbosity switch
    {
        Verbosity.Quiet => LogLevel.None,
        Verbosity.Minimal or Verbosity.Normal => LogLevel.Warning,
        Verbosity.Detailed => LogLevel.Information,
        _ => LogLevel.Trace,
    };

    public ILogger CreateLogger(string categoryName) => new ConsoleLogger(console, categoryName, _lowest);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The tool's log goes to stderr only.");

    public void Dispose()
    {
        // The console is the caller's.
    }

    private sealed class ConsoleLogger(IAnsiConsole console, string category, LogLevel lowest) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) console.WriteLine($"{logLevel.ToString().ToLowerInvariant()} {category}: {formatter(state, exception)}");
        }
    }
}
