using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <content>How it comes into being: empty, or as a copy.</content>
internal sealed partial class TemporaryDatabase
{
    // What PostgreSQL answers to a locale that it, or its operating system, does not know. It varies with the version and the provider.
    private static readonly string[] LocaleRefusals =
    [
        PostgresErrorCodes.WrongObjectType, PostgresErrorCodes.InvalidParameterValue, PostgresErrorCodes.FeatureNotSupported,
        PostgresErrorCodes.UndefinedObject, PostgresErrorCodes.InvalidObjectDefinition,
    ];

    /// <summary>Creates the database, empty.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The database that it shall become.</param>
    /// <param name="traits">Encoding and locale. A locale that the server does not know is replaced by the closest, with a notice.</param>
    /// <param name="dumpKey">The dump that it will be restored from.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDatabaseName"/> or <see cref="ErrorCode.DatabaseNotCreated"/>.</exception>
    public static Task<TemporaryDatabase> CreateAsync(
        PostgresServer server, string target, DatabaseTraits traits, string? dumpKey, CancellationToken cancellationToken = default) =>
        MakeAsync(server, target, dumpKey, over: null, _ => Task.CompletedTask, (database, connection) => database.CreateAsync(connection, traits, cancellationToken), cancellationToken);

    /// <summary>Copies a database that nobody is connected to, with its settings and privileges.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The database that it shall become.</param>
    /// <param name="source">The database to copy. Nobody can connect to it meanwhile.</param>
    /// <param name="dumpKey">The dump that the source came from.</param>
    /// <param name="endSessions">Whether the sessions on the source are ended; otherwise they are a reason to refuse.</param>
    /// <param name="withProperties">Whether it gets the settings, privileges and connection limit of the source, too.</param>
    /// <param name="over">A connection to the maintenance database to make it over; null: one is opened.</param>
    /// <param name="checkAsync">Looks, in the maintenance database, whether the source is still what is to be copied, and throws where it is not.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.InvalidDatabaseName"/>, <see cref="ErrorCode.DatabaseNotCreated"/>, or <see cref="ErrorCode.SourceInUse"/>: somebody is connected to the source.
    /// </exception>
    public static Task<TemporaryDatabase> CopyAsync(
        PostgresServer server, string target, string source, string? dumpKey, bool endSessions = false, bool withProperties = true, NpgsqlConnection? over = null,
        Func<NpgsqlConnection, Task>? checkAsync = null, CancellationToken cancellationToken = default)
    {
        DatabaseProperties? properties = null;
        CloneStrategy? strategy = null;
        return MakeAsync(server, target, dumpKey, over, PrepareAsync, (database, connection) => database.CopyAsync(connection, source, endSessions, strategy!, properties, cancellationToken), cancellationToken);

        async Task PrepareAsync(NpgsqlConnection session)
        {
            if (checkAsync is not null) await checkAsync(session).ConfigureAwait(false);
            // Before the copy: who drops the source right after it must not cost the copy its settings.
            if (withProperties) properties = await ReadPropertiesAsync(session, source, cancellationToken).ConfigureAwait(false);
            strategy = await CloneStrategy.ChooseAsync(session, server.Version, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a copy ends with whose source is not there, as CREATE DATABASE would say it.</summary>
    internal static PostgresException SourceGone(string source) => new($"template database \"{source}\" does not exist", "ERROR", "ERROR", PostgresErrorCodes.InvalidCatalogName);

    /// <summary>Takes over a database that its maker has left.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">Its name.</param>
    /// <param name="marker">What it says about itself.</param>
    /// <param name="session">The session that has taken its lock; it is the lock's from now on.</param>
    internal static TemporaryDatabase Adopt(PostgresServer server, string name, DatabaseMarker marker, NpgsqlConnection session) =>
        new(server, name, marker, HeldLock.Keep(server, AdvisoryLock.KeyOfTemporary(name), $"the clone {name}", session));

    private static async Task<TemporaryDatabase> MakeAsync(
        PostgresServer server, string target, string? dumpKey, NpgsqlConnection? over, Func<NpgsqlConnection, Task> prepare, Func<TemporaryDatabase, NpgsqlConnection, Task> create,
        CancellationToken cancellationToken)
    {
        DatabaseName.CheckTarget(target);
        if (target == server.MaintenanceDatabase)
            throw new PgCloneException(ErrorCode.InvalidDatabaseName, $"\"{target}\" is the maintenance database and can't be swapped.", server.DisplayName, advice: "Name another maintenance database.");

        var name = DatabaseName.MakeUnique(target);
        var session = await OwnerSession.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        var opening = over is null ? server.TryOpenMaintenanceAsync(cancellationToken) : Task.FromResult<NpgsqlConnection?>(over);
        TemporaryDatabase? database = null;
        try
        {
            var key = AdvisoryLock.KeyOfTemporary(name);
            await AdvisoryLock.TakeNewAsync(session, key, cancellationToken).ConfigureAwait(false);
            database = new TemporaryDatabase(
                server,
                name,
                DatabaseMarker.Create(DatabaseMarker.Temporary, target, dumpKey),
                HeldLock.Keep(server, key, $"the temporary database for \"{target}\"", session));
            await database.OnOtherSessionAsync(opening, prepare, create, cancellationToken).ConfigureAwait(false);
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
                e is not PostgresException { SqlState: var state } ? null
                : state == PostgresErrorCodes.InsufficientPrivilege ? "Connect as a user with CREATEDB."
                : state == PostgresErrorCodes.LockNotAvailable ? "Somebody copies, renames or drops the database: wait for that to end, or raise lockTimeout."
                : state == PostgresErrorCodes.DiskFull ? "Make room on the server's disk: drop what is not needed, such as templates (`pgclone templates prune`)."
                : state == PostgresErrorCodes.QueryCanceled ? "Raise statementTimeout, if it was that."
                : null,
                e);
        }
        finally
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over is null && opening is { IsCompletedSuccessfully: true, Result: { } other }) await other.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Not on the lock's session where there is another: what a killed maker has left running there would keep the lock. What comes before is done there while the other opens.</summary>
    private async Task OnOtherSessionAsync(
        Task<NpgsqlConnection?> opening, Func<NpgsqlConnection, Task> prepare, Func<TemporaryDatabase, NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        await _lock.RunAsync(prepare, cancellationToken).ConfigureAwait(false);
        if (await opening.ConfigureAwait(false) is { } other) await work(this, other).ConfigureAwait(false);
        else await _lock.RunAsync(connection => work(this, connection), cancellationToken).ConfigureAwait(false);
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

    private async Task CopyAsync(NpgsqlConnection connection, string source, bool endSessions, CloneStrategy strategy, DatabaseProperties? properties, CancellationToken cancellationToken)
    {
        try
        {
            var ender = SessionEnder.Start(this, endSessions ? [source] : []);
            await using var _ = ender.ConfigureAwait(false);
            await strategy.CreateAsync(connection, Server, Name, source, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw await NotCopiedAsync(connection, source, e, cancellationToken).ConfigureAwait(false);
        }

        await connection.CommentOnDatabaseAsync(Name, Marker.ToComment(), cancellationToken).ConfigureAwait(false);
        if (properties is not { Statements.Count: > 0 }) return;

        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = transaction.ConfigureAwait(false);
        Notices = await properties.ApplyAsync(connection, transaction, Name, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<DatabaseProperties> ReadPropertiesAsync(NpgsqlConnection connection, string source, CancellationToken cancellationToken) =>
        (await DatabaseProperties.ReadAsync(connection, source, cancellationToken).ConfigureAwait(false))?.ForCopy()
        // Somebody may make it anew before CREATE DATABASE can say so.
        ?? throw SourceGone(source);

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
}
