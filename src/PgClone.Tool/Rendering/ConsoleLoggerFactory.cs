using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>The whole log on stderr, a line for each message.</summary>
internal sealed class ConsoleLoggerFactory(IAnsiConsole console) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new ConsoleLogger(console, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The tool's log goes to stderr only.");

    public void Dispose()
    {
        // The console is the caller's.
    }

    private sealed class ConsoleLogger(IAnsiConsole console, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            console.WriteRaw($"{logLevel.ToString().ToLowerInvariant()} {category}: {formatter(state, exception)}");
    }
}
