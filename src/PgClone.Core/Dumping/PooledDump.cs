using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>
/// Sees to it that a dump through a pooler in transaction mode is right. pg_dump changes its session's settings and begins its transaction only
/// then: where others use the same pool, the settings may stay behind in a session that somebody else gets, and theirs decide what is dumped.
/// </summary>
internal sealed class PooledDump
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

    private readonly PostgresServer _server;
    private readonly string _database;
    private readonly string _user;
    private readonly DateTime _since;

    private PooledDump(PostgresServer server, string database, string user, DateTime since) =>
        (_server, _database, _user, _since) = (server, database, user, since);

    /// <summary>To be called before pg_dump starts.</summary>
    /// <returns>Null where pg_dump has a session of the server to itself.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PoolerBetween"/>.</exception>
    public static async Task<PooledDump?> BeginAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var (mode, user) = await LookAsync(server, database, cancellationToken).ConfigureAwait(false);
        if (mode is PoolMode.None or PoolMode.Session) return null;
        if (mode == PoolMode.Statement) throw Refuse(server, database, "The pooler lends sessions by the statement, and pg_dump needs a transaction.");

        var since = await ReadAsync(server, database, "SELECT clock_timestamp()", [], row => row.GetDateTime(0), cancellationToken).ConfigureAwait(false);
        var dump = new PooledDump(server, database, user, since);
        await Task.Delay(Glance, cancellationToken).ConfigureAwait(false);
        await dump.EnsureAloneAsync(0, cancellationToken).ConfigureAwait(false);
        return dump;
    }

    /// <summary>Makes sure that all that pg_dump has done up to now was done in one session. To be called when its transaction stands.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PoolerBetween"/>.</exception>
    public Task EnsureAloneAsync(CancellationToken cancellationToken) => EnsureAloneAsync(1, cancellationToken);

    private async Task EnsureAloneAsync(long transactions, CancellationToken cancellationToken)
    {
        // A small dump may be over by now, and with it pg_dump's session: a pooler closes what is left in a transaction.
        const string sql = """
            SELECT count(*) FILTER (WHERE xact_start IS NULL) = 0 AND count(xact_start) <= $4
            FROM pg_stat_activity WHERE datname = $1 AND usename = $2 AND state_change > $3
            """;
        if (await ReadAsync(_server, _database, sql, [_database, _user, _since, transactions], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)) return;

        throw Refuse(_server, _database, $"The user \"{_user}\" works there just now by other connections too: the pooler would deal pg_dump's settings out to them, and theirs to pg_dump.");
    }

    private static async Task<(PoolMode Mode, string User)> LookAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var mode = await Pooler.FindModeAsync(server, connection, cancellationToken).ConfigureAwait(false);
        // The pooler may have a user of its own for the server.
        var user = mode == PoolMode.None ? "" : (await connection.QueryAsync("SELECT session_user::text", [], row => row.GetString(0), cancellationToken).ConfigureAwait(false))[0];
        return (mode, user);
    }

    // From another database: it has a pool of its own, so that asking is not counted.
    private static async Task<T> ReadAsync<T>(
        PostgresServer server, string database, string sql, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var elsewhere = database == server.MaintenanceDatabase ? "template1" : server.MaintenanceDatabase;
        var connection = await server.OpenAsync(elsewhere, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return (await connection.QueryAsync(sql, parameters, read, cancellationToken).ConfigureAwait(false))[0];
    }

    private static PgCloneException Refuse(PostgresServer server, string database, string why) => new(
        ErrorCode.PoolerBetween,
        $"\"{database}\" can't be dumped through the connection pooler.",
        server.DisplayName,
        why,
        "Give the address and port of the server itself, those of a pool in session mode, or a user who is there for dumps only, as each user has a pool of its own.");
}
