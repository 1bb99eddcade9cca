using System.Collections.Concurrent;
using PgClone.Servers;

namespace PgClone.Restoring.Execution;

/// <summary>The sessions of a restore. Disposing closes all of them, which ends what they still do.</summary>
internal sealed class SessionPool(PostgresServer server, string database, IReadOnlyList<string> start) : IAsyncDisposable
{
    private readonly ConnectionSource _connections = new(server, database, start);
    private readonly ConcurrentBag<RestoreSession> _all = [];
    private readonly ConcurrentStack<RestoreSession> _idle = [];

    public async Task<RestoreSession> TakeAsync(CancellationToken cancellationToken)
    {
        if (_idle.TryPop(out var session))
        {
            await session.ResumeAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }

        session = await RestoreSession.OpenAsync(_connections, cancellationToken).ConfigureAwait(false);
        _all.Add(session);
        return session;
    }

    /// <summary>Takes back a session that has nothing left to do.</summary>
    public void Return(RestoreSession session)
    {
        session.Rest();
        _idle.Push(session);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _all) await session.DisposeAsync().ConfigureAwait(false);
    }
}
