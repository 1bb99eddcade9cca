using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>
/// The database that a dump is restored into beside its target. Its maker holds an advisory lock for as long as it needs it; disposing drops
/// the database unless it was swapped in. What a killed maker leaves behind, <see cref="OrphanReaper"/> finds.
/// </summary>
internal sealed class TemporaryDatabase : IAsyncDisposable
{
    private static readonly TimeSpan CleanupTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    // What PostgreSQL answers to a locale that it, or its operating system, does not know. It varies with the version and the provider.
    private static readonly string[] LocaleRefusals =
    [
        PostgresErrorCodes.WrongObjectType, PostgresErrorCodes.InvalidParameterValue, PostgresErrorCodes.FeatureNotSupported,
        PostgresErrorCodes.UndefinedObject, PostgresErrorCodes.InvalidObjectDefinition,
    ];

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

    internal DatabaseMarker Marker { get; }

    /// <summary>Creates the database, empty.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The database that it shall become.</param>
    /// <param name="traits">Encoding and locale. A locale that the server does not know is replaced by the closest, with a notice.</param>
    /// <param name="dumpKey">The dump that it will be restored from.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDatabaseName"/> or <see cref="ErrorCode.DatabaseNotCreated"/>.</exception>
    public static Task<TemporaryDatabase> CreateAsync(
        PostgresServer server, string target, DatabaseTraits traits, string? dumpKey, CancellationToken cancellationToken = default) =>
        MakeAsync(server, target, dumpKey, (database, connection) => database.CreateAsync(connection, traits, cancellationToken), cancellationToken);

    /// <summary>Copies a database that nobody is connected to, with its settings and privileges.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The database that it shall become.</param>
    /// <param name="source">The database to copy. Nobody can connect to it meanwhile.</param>
    /// <param name="dumpKey">The dump that the source came from.</param>
    /// <param name="endSessions">Whether the sessions on the source are ended; otherwise they are a reason to refuse.</param>
    /// <param name="withProperties">Whether it gets the settings, privileges and connection limit of the source, too.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.InvalidDatabaseName"/>, <see cref="ErrorCode.DatabaseNotCreated"/>, or <see cref="ErrorCode.SourceInUse"/>: somebody is connected to the source.
    /// </exception>
    public static Task<TemporaryDatabase> CopyAsync(
        PostgresServer server, string target, string source, string? dumpKey, bool endSessions = false, bool withProperties = true, CancellationToken cancellationToken = default) =>
        MakeAsync(server, target, dumpKey, (database, connection) => database.CopyAsync(connection, source, endSessions, withProperties, cancellationToken), cancellationToken);

    private static async Task<TemporaryDatabase> MakeAsync(
        PostgresServer server, string target, string? dumpKey, Func<TemporaryDatabase, NpgsqlConnection, Task> create, CancellationToken cancellationToken)
    {
        DatabaseName.CheckTarget(target);
        if (target == server.MaintenanceDatabase)
            throw new PgCloneException(ErrorCode.InvalidDatabaseName, $"\"{target}\" is the maintenance database and can't be swapped.", server.DisplayName, advice: "Name another maintenance database.");

        var name = DatabaseName.MakeUnique(target);
        var session = await OwnerSession.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        TemporaryDatabase? database = null;
        try
        {
            var key = AdvisoryLock.KeyOfTemporary(name);
            await AdvisoryLock.TryTakeAsync(session, key, cancellationToken).ConfigureAwait(false);
            database = new TemporaryDatabase(
                server,
                name,
                DatabaseMarker.Create(DatabaseMarker.Temporary, target, dumpKey),
                HeldLock.Keep(server, key, $"the temporary database for \"{target}\"", session));
            await database.OnOtherSessionAsync(create, cancellationToken).ConfigureAwait(false);
            return database;
        }
        catch (Exception e)
        {
            await (database is null ? (IAsyncDisposable)session : database).DisposeAsync().ConfigureAwait(false);
            if (e is not NpgsqlException) throw;

            throw new PgCloneException(
                ErrorCode.DatabaseNotCreated,
                $"The temporary database for \"{target}\" could not be created.",
                server.DisplayName,
                e is PostgresException p ? ServerRefusal.Brief(p) : e.Message,
                e is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } ? "Connect as a user with CREATEDB." : null,
                e);
        }
    }

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

    /// <summary>Says who has the server's connections, if the failure is that none is free.</summary>
    internal Task<PgCloneException> ExplainAsync(PgCloneException failure) => _lock.ExplainAsync(failure);

    /// <summary>Leaves the database, whole but for the hook that failed on it, to be gone on from.</summary>
    /// <returns>When it may be dropped.</returns>
    internal async Task<DateTimeOffset> KeepFailedAsync(CancellationToken cancellationToken)
    {
        var expiry = DateTimeOffset.UtcNow + KeepTime;
        var comment = (Marker with { Role = DatabaseMarker.Kept, Expires = expiry }).ToComment();
        await _lock.RunAsync(session => session.CommentOnDatabaseAsync(Name, comment, cancellationToken), cancellationToken).ConfigureAwait(false);
        MarkSwapped();
        return expiry;
    }

    /// <summary>From now on the database is somebody's live one.</summary>
    internal void MarkSwapped() => _isSwapped = true;

    /// <summary>What became of the database whose place it took.</summary>
    internal PreviousDatabase Previous { get; set; }

    /// <summary>Not on the lock's session where there is another: what a killed maker has left running there would keep the lock.</summary>
    private async Task OnOtherSessionAsync(Func<TemporaryDatabase, NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        var other = await Server.TryOpenAsync(Server.MaintenanceDatabase, cancellationToken).ConfigureAwait(false);
        if (other is null)
        {
            await _lock.RunAsync(connection => work(this, connection), cancellationToken).ConfigureAwait(false);
            return;
        }

        await using var _ = other.ConfigureAwait(false);
        await work(this, other).ConfigureAwait(false);
    }

    private async Task CreateAsync(NpgsqlConnection connection, DatabaseTraits traits, CancellationToken cancellationToken)
    {
        PostgresException? refusal = null;
        foreach (var candidate in traits.WithFallbacks(Server.Version))
        {
            try
            {
                await connection.ExecuteAsync(
                    $"CREATE DATABASE {PostgresIdentifier.Quote(Name)} TEMPLATE template0 {candidate.ToOptions(Server.Version)}", cancellationToken).ConfigureAwait(false);
                if (candidate.DescribeLocale() != traits.DescribeLocale())
                    Notices = [$"The server does not know the locale {traits.DescribeLocale()}; {candidate.DescribeLocale()} is used, so texts may sort otherwise."];
                await connection.CommentOnDatabaseAsync(Name, Marker.ToComment(), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (PostgresException e) when (LocaleRefusals.Contains(e.SqlState))
            {
                Server.Log.LocaleRefused(candidate.DescribeLocale(), e.Reason());
                refusal ??= e;
            }
        }

        throw refusal!;
    }

    private async Task CopyAsync(NpgsqlConnection connection, string source, bool endSessions, bool withProperties, CancellationToken cancellationToken)
    {
        try
        {
            var strategy = await CloneStrategy.ChooseAsync(connection, Server.Version, cancellationToken).ConfigureAwait(false);
            var ender = SessionEnder.Start(this, endSessions ? [source] : []);
            await using var _ = ender.ConfigureAwait(false);
            await strategy.CreateAsync(connection, Server, Name, source, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw await NotCopiedAsync(connection, source, e, cancellationToken).ConfigureAwait(false);
        }

        await connection.CommentOnDatabaseAsync(Name, Marker.ToComment(), cancellationToken).ConfigureAwait(false);
        if (!withProperties) return;
        if ((await DatabaseProperties.ReadAsync(connection, source, cancellationToken).ConfigureAwait(false))?.ForCopy() is not { Statements.Count: > 0 } properties) return;

        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        Notices = await properties.ApplyAsync(connection, transaction, Name, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<PgCloneException> NotCopiedAsync(NpgsqlConnection connection, string source, PostgresException e, CancellationToken cancellationToken)
    {
        var what = $"\"{source}\" could not be copied.";
        if (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            return new(ErrorCode.DatabaseNotCreated, what, Server.DisplayName, ServerRefusal.Brief(e), "Connect as a user with CREATEDB who owns the database, or is a member of its owner.", e);

        var sessions = await DatabaseSessions.DescribeAsync(connection, source, cancellationToken).ConfigureAwait(false);
        return new(
            ErrorCode.SourceInUse, what, Server.DisplayName,
            sessions.Count > 0 ? $"It is in use: {string.Join("; ", sessions)}" : ServerRefusal.Brief(e),
            "Close these sessions, or have them ended (--end-sessions).", e);
    }

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
            Server.Log.TemporaryDatabaseLeft(Name, e.Reason());
        }

        Task DropAsync() => _lock.RunAsync(session => session.DropDatabaseAsync(Name, cleanup.Token), cleanup.Token);
    }
}
