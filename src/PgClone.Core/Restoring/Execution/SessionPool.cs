using System.Collections.Concurrent;
using System.Diagnostics;
using PgClone.Servers;

namespace PgClone.Restoring.Execution;

/// <summary>
/// The sessions of a restore, opened as they are needed. Where the server has no connection free, a restore goes on with those that it has. Disposing closes
/// all of them, which ends what they still do.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="database">The database.</param>
/// <param name="start">What every session is set to.</param>
/// <param name="notices">Told once where there are fewer than asked for.</param>
internal sealed class SessionPool(PostgresServer server, string database, IReadOnlyList<string> start, NoticeList? notices = null) : IAsyncDisposable
{
    /// <summary>The server is not asked for another connection sooner than this: it logs each that it refuses.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConnectionSource _connections = new(server, database, start);
    private readonly ConcurrentBag<RestoreSession> _all = [];
    private readonly ConcurrentStack<RestoreSession> _idle = [];
    private readonly SemaphoreSlim _idleCount = new(0);
    private long _refused;

    /// <summary>Takes a session: one that is idle, a new one, or where the server has no connection free, the next one that comes back.</summary>
    /// <exception cref="Diagnostics.PgCloneException">There is not a single connection, or as of <see cref="RestoreSession.ResumeAsync"/>.</exception>
    public async Task<RestoreSession> TakeAsync(CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(cancellationToken).ConfigureAwait(false) is { } session) return session;

        if (_all.IsEmpty)
        {
            session = await RestoreSession.OpenAsync(_connections, cancellationToken).ConfigureAwait(false);
            _all.Add(session);
            return session;
        }

        await _idleCount.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await ResumeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a session that is there at once.</summary>
    /// <returns>Null where all are busy and the server has no connection free.</returns>
    public async Task<RestoreSession?> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (_idleCount.Wait(0, CancellationToken.None)) return await ResumeAsync(cancellationToken).ConfigureAwait(false);

        var refused = Volatile.Read(ref _refused);
        if (refused != 0 && Stopwatch.GetElapsedTime(refused) < Pause) return null;

        var session = await RestoreSession.TryOpenAsync(_connections, cancellationToken).ConfigureAwait(false);
        if (session is not null) _all.Add(session);
        else if (Interlocked.Exchange(ref _refused, Stopwatch.GetTimestamp()) == 0)
            notices?.Add("The server has no connection free for some of the jobs: the restore goes on with fewer, and takes more as they become free.");
        return session;
    }

    /// <summary>Takes back a session that has nothing left to do.</summary>
    public void Return(RestoreSession session)
    {
        session.Rest();
        _idle.Push(session);
        _idleCount.Release();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _all) await session.DisposeAsync().ConfigureAwait(false);
        _idleCount.Dispose();
    }

    private async Task<RestoreSession> ResumeAsync(CancellationToken cancellationToken)
    {
        if (!_idle.TryPop(out var session)) throw new UnreachableException();

        await session.ResumeAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }
}
