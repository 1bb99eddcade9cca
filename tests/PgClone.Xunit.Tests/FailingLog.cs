using Microsoft.Extensions.Logging;

namespace PgClone.Xunit;

/// <summary>A log of the user's that a data source writes to, and that throws from some moment on.</summary>
internal sealed class FailingLog : ILoggerFactory, ILogger
{
    public const string Message = "The log is full.";

    public bool Fails { get; set; }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Fails) throw new InvalidOperationException(Message);
    }

    public void Dispose()
    {
    }
}
