using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PgClone.Testing;

/// <summary>Keeps what is logged.</summary>
public sealed class LogList : ILogger
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _entries = new();

    /// <summary>What was logged so far, in order.</summary>
    public IReadOnlyCollection<(int Id, LogLevel Level, string Text)> Entries => _entries;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _entries.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
    }
}
