using System.Data;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Servers.Connecting;

namespace PgClone.Databases;

/// <summary>
/// An advisory lock in the hands of a session that is watched: where the session is ended by others, a new one takes the lock again, unless
/// somebody else has it by then. Disposing frees it.
/// </summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private static readonly TimeSpan WatchPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly PostgresServer _server;
    private readonly long _key;
    private readonly string _what;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _done = new();
    private readonly Task _watching;
    private NpgsqlConnection? _session;
    private bool _isSomebodyElses;
    private bool _isDisposed;

    private HeldLock(PostgresServer server, long key, string what, NpgsqlConnection session)
    {
        (_server, _key, _what, _session) = (server, key, what, session);
        _watching = WatchAsync();
    }

    /// <summary>Keeps a lock that the session has taken.</summary>
    /// <param name="server">The server.</param>
    /// <param name="key">The lock.</param>
    /// <param name="what">What it locks, for messages.</param>
    /// <param name="session">The session; it is the lock's from now on.</param>
    public static HeldLock Keep(PostgresServer server, long key, string what, NpgsqlConnection session) => new(server, key, what, session);

    /// <summary>Makes sure that the lock is held, and takes it again where it is free.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.LockLost"/>.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (await CheckAsync(cancellationToken).ConfigureAwait(false)) return;

        throw new PgCloneException(
            ErrorCode.LockLost,
            $"The lock of {_what} was lost.",
            _server.DisplayName,
            _isSomebodyElses ? "The session that held it was ended, and another one has taken the lock." : "The session that held it was ended, and the server does not answer.",
            "See who ends sessions on the server, and restore again.");
    }

    /// <summary>Runs statements on the lock's own session, which is there where the server has no other connection free; on another one where it is gone.</summary>
    /// <exception cref="PgCloneException">The server can't be reached.</exception>
    public async Task RunAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        if (await TryRunAsync(work, cancellationToken).ConfigureAwait(false)) return;

        var other = await _server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = other.ConfigureAwait(false);
        await work(other).ConfigureAwait(false);
    }

    /// <summary>Says who has the server's connections, if the failure is that none is free.</summary>
    public async Task<PgCloneException> ExplainAsync(PgCloneException failure)
    {
        if (failure is not { Code: ErrorCode.NoConnectionFree, InnerException: PostgresException }) return failure;

        using var answer = new CancellationTokenSource(AnswerTime);
        var explained = failure;
        try
        {
            await TryRunAsync(async session => explained = await ConnectionShortage.WithHoldersAsync(failure, session, answer.Token).ConfigureAwait(false), answer.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            // The failure is told without them.
        }

        return explained;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;

        _isDisposed = true;
        await _done.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        _done.Dispose();
        _gate.Dispose();
    }

    /// <summary>Runs statements on the lock's own session, and on no other.</summary>
    /// <returns>False where the session is gone: nothing was run.</returns>
    public async Task<bool> TryRunAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_session is not { State: ConnectionState.Open }) return false;

            await work(_session).ConfigureAwait(false);
            return true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(WatchPause, _done.Token).ConfigureAwait(false);
                await CheckAsync(_done.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The lock is given back.
        }
    }

    /// <returns>Whether the lock is held.</returns>
    private async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isSomebodyElses) return false;
            if (_session is not null && await IsHeldByAsync(_session, cancellationToken).ConfigureAwait(false)) return true;

            if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
            _session = null;
            return await TakeAgainAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> IsHeldByAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        using var answer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        answer.CancelAfter(AnswerTime);
        try
        {
            return await AdvisoryLock.HoldsAsync(session, _key, answer.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _server.Log.LockNotSeen(_what, e.Reason());
            return false;
        }
    }

    private async Task<bool> TakeAgainAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection? session = null;
        try
        {
            session = await OwnerSession.OpenAsync(_server, cancellationToken).ConfigureAwait(false);
            _isSomebodyElses = !await AdvisoryLock.TryTakeAsync(session, _key, cancellationToken).ConfigureAwait(false);
            if (!_isSomebodyElses) (_session, session) = (session, null);
        }
        catch (Exception e) when (e is PgCloneException or NpgsqlException or InvalidOperationException)
        {
            // Tried again at the next look, as the server may be back by then.
            _server.Log.LockNotTaken(_what, e.Reason());
        }
        finally
        {
            if (session is not null) await session.DisposeAsync().ConfigureAwait(false);
        }

        return _session is not null;
    }
}
