using System.Collections.Concurrent;
using System.Data;
using PgClone.Servers;

namespace PgClone.Restoring.Execution;

/// <summary>The sessions of a restore. Disposing closes all of them, which ends what they still do.</summary>
internal sealed class SessionPool(PostgresServer server, string database, IReadOnlyList<string> start) : IAsyncDisposable
{
    private readonly ConcurrentBag<RestoreSession> _all = [];
    private readonly ConcurrentStack<RestoreSession> _idle = [];

    public async Task<RestoreSession> TakeAsync(CancellationToken cancellationToken)
    {
        if (_idle.TryPop(out var session)) return session;

        session = await RestoreSession.OpenAsync(server, database, start, cancellationToken).ConfigureAwait(false);
        _all.Add(session);
        return session;
    }

    /// <summary>Takes back a session that has nothing left to do. One whose connection broke is not used again.</summary>
    public void Return(RestoreSession session)
    {
        if (session.Connection.State == ConnectionState.Open) _idle.Push(session);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _all) await session.DisposeAsync().ConfigureAwait(false);
    }
}
