using Cake.Core.Diagnostics;
using Microsoft.Extensions.Logging;
using CakeLevel = Cake.Core.Diagnostics.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Cake.PgClone.Engine;

/// <summary>The engine's log in Cake's: it is for those who look for a cause, so even information shows only at a raised verbosity.</summary>
internal sealed class CakeLoggerFactory(ICakeLog log) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new CakeLogger(log, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The engine's log goes to Cake's only.");

    public void Dispose()
    {
        // The log is the host's.
    }

    private sealed class CakeLogger(ICakeLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && Map(logLevel).Verbosity <= log.Verbosity;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;

            var (verbosity, level) = Map(logLevel);
            log.Write(verbosity, level, "{0}: {1}", category, formatter(state, exception));
        }

        private static (Verbosity Verbosity, CakeLevel Level) Map(LogLevel level) => level switch
        {
            LogLevel.Critical or LogLevel.Error => (Verbosity.Minimal, CakeLevel.Error),
            LogLevel.Warning => (Verbosity.Minimal, CakeLevel.Warning),
            LogLevel.Information => (Verbosity.Verbose, CakeLevel.Verbose),
            _ => (Verbosity.Diagnostic, CakeLevel.Debug),
        };
    }
}
