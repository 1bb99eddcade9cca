using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>
/// The database that a dump is restored into beside its target. Its maker holds an advisory lock for as long as it needs it; disposing drops
/// the database unless it was swapped in. What a killed maker leaves behind, <see cref="OrphanReaper"/> finds.
/// </summary>
internal sealed partial class TemporaryDatabase : IAsyncDisposable
{
    private static readonly TimeSpan CleanupTime = TimeSpan.FromSeconds(30);

    private readonly HeldLock _lock;
    private bool _isSwapped;
    private bool _isDisposed;

    private TemporaryDatabase(PostgresServer server, string name, DatabaseMarker marker, HeldLock held)
    {
        Server = server;
        Name = name;
        Marker = marker;
        _lock = held;
    }

    /// <summary>The server that it is on.</summary>
    public PostgresServer Server { get; }

    /// <summary>Its name: short, and no other database's.</summary>
    public string Name { get; }

    /// <summary>The database that it shall become.</summary>
    public string Target => Marker.Target;

    /// <summary>What had to be made otherwise than in the dump, a sentence each.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>How to undo the settings that it took over from the dumped database: a target's own take their place.</summary>
    internal IReadOnlyList<DatabaseProperties.Statement> SettingResets { get; set; } = [];

    internal DatabaseMarker Marker { get; private set; }

    /// <summary>What became of the database whose place it took.</summary>
    internal PreviousDatabase Previous { get; set; }

    /// <summary>Drops the database unless it was swapped in, and frees its lock. Never fails: what can't be dropped now is reaped later.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;

        _isDisposed = true;
        if (!_isSwapped) await TryDropAsync().ConfigureAwait(false);
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Makes sure that nobody can have taken the database for an orphan.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.LockLost"/>.</exception>
    internal Task EnsureLockedAsync(CancellationToken cancellationToken) => _lock.EnsureAsync(cancellationToken);

    /// <summary>Runs statements on the session that holds the lock, in the maintenance database: for where there may be no other connection.</summary>
    internal Task RunAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken) => _lock.RunAsync(work, cancellationToken);

    /// <summary>Runs statements on the session that holds the lock, and on no other.</summary>
    /// <returns>False where the session is gone: nothing was run.</returns>
    internal Task<bool> TryRunLockedAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken) => _lock.TryRunAsync(work, cancellationToken);

    /// <summary>Has the database say something else about itself.</summary>
    /// <param name="session">The session that holds the lock.</param>
    /// <param name="marker">What.</param>
    /// <param name="cancellationToken">Stops; what it says then is not known.</param>
    internal async Task MarkAsync(NpgsqlConnection session, DatabaseMarker marker, CancellationToken cancellationToken)
    {
        await session.CommentOnDatabaseAsync(Name, marker.ToComment(), cancellationToken).ConfigureAwait(false);
        Marker = marker;
    }

    /// <summary>Says who has the server's connections, if the failure is that none is free.</summary>
    internal Task<PgCloneException> ExplainAsync(PgCloneException failure) => _lock.ExplainAsync(failure);

    /// <summary>Leaves the database for somebody to look at: disposing does not drop it any more.</summary>
    /// <returns>When it may be dropped.</returns>
    internal async Task<DateTimeOffset> KeepAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var expiry = DateTimeOffset.UtcNow + time;
        var comment = (Marker with { Role = DatabaseMarker.Kept, Expires = expiry }).ToComment();
        await _lock.RunAsync(session => session.CommentOnDatabaseAsync(Name, comment, cancellationToken), cancellationToken).ConfigureAwait(false);
        MarkSwapped();
        return expiry;
    }

    /// <summary>Ends the sessions on it.</summary>
    internal Task EndSessionsAsync(CancellationToken cancellationToken) =>
        _lock.RunAsync(session => DatabaseSessions.EndAsync(session, [Name], cancellationToken), cancellationToken);

    /// <summary>Lets nobody connect to it any more: it is to be copied, and tools that look into every database would be in the way.</summary>
    internal Task SealAsync(CancellationToken cancellationToken) =>
        _lock.RunAsync(session => session.ExecuteAsync($"ALTER DATABASE {PostgresIdentifier.Quote(Name)} ALLOW_CONNECTIONS false", cancellationToken), cancellationToken);

    /// <summary>From now on the database is somebody's live one.</summary>
    internal void MarkSwapped() => _isSwapped = true;

    /// <summary>Why it could not be dropped when it was disposed; null: it could.</summary>
    internal string? WhyLeft { get; private set; }

    private async Task TryDropAsync()
    {
        using var cleanup = new CancellationTokenSource(CleanupTime);
        try
        {
            try
            {
                await DropAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
            {
                // Somebody ended the session, or a cancellation broke it: now it is done on another one.
                await DropAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is PgCloneException or NpgsqlException or OperationCanceledException)
        {
            WhyLeft = e.Reason();
            Server.Log.TemporaryDatabaseLeft(Name, WhyLeft);
        }

        Task DropAsync() => _lock.RunAsync(session => session.DropDatabaseAsync(Name, cleanup.Token), cleanup.Token);
    }
}
