using Npgsql;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Servers.Connecting;

/// <summary>The server, or a pooler before it, answers but has no connection free: a state that passes when others are done.</summary>
internal static class ConnectionShortage
{
    /// <summary>What PgBouncer says with the code of a protocol violation, and English servers to programs that show no SQLSTATE.</summary>
    private static readonly string[] Words =
        ["no more connections allowed", "too many clients", "too many connections", "remaining connection slots are reserved", "query_wait_timeout"];

    /// <summary>What to do where nothing more is known.</summary>
    private const string Advice = "End sessions that nobody needs, restore with fewer (--jobs 1), or raise the server's max_connections.";

    /// <summary>Whether an attempt to connect failed for nothing but that.</summary>
    public static bool Is(PostgresException e) =>
        e.SqlState == PostgresErrorCodes.TooManyConnections || (e.SqlState == PostgresErrorCodes.ProtocolViolation && IsToldBy(e.MessageText));

    /// <summary>Whether a program's words tell of it.</summary>
    public static bool IsToldBy(string? text) => text is not null && Words.Any(words => text.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>The failure after all waiting.</summary>
    public static PgCloneException ToFailure(PostgresException e, NpgsqlConnectionStringBuilder builder) =>
        ToFailure(DedicatedConnection.Display(builder), $"{e.SqlState}: {e.MessageText}", Advise(e, builder), e);

    /// <summary>The failure of a program after all waiting.</summary>
    public static PgCloneException ToFailure(PgCloneException e) => ToFailure(e.Where, e.Why, Advice, e);

    /// <summary>The same failure with those who have the connections, as a session that is still open sees them.</summary>
    public static async Task<PgCloneException> WithHoldersAsync(PgCloneException failure, NpgsqlConnection session, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT format('%s by "%s" in "%s"%s', count(*), usename, datname, ' (' || nullif(application_name, '') || ')'), sum(count(*)) OVER (), current_setting('max_connections')
            FROM pg_catalog.pg_stat_activity WHERE usesysid IS NOT NULL AND backend_type IS DISTINCT FROM 'walsender'
            GROUP BY usename, datname, application_name ORDER BY count(*) DESC LIMIT 5
            """;
        var holders = await session.QueryAsync(sql, [], r => (Text: r.GetString(0), All: r.GetDecimal(1), Most: r.GetString(2)), cancellationToken).ConfigureAwait(false);
        return new PgCloneException(
            failure.Code,
            failure.What,
            failure.Where,
            $"{failure.Why}. In use are {holders[0].All} of {holders[0].Most}: {string.Join(", ", holders.Select(holder => holder.Text))}",
            failure.Advice,
            failure);
    }

    private static PgCloneException ToFailure(string? where, string? why, string advice, Exception e) =>
        new(ErrorCode.NoConnectionFree, "The PostgreSQL server has no connection free.", where, why, advice, e);

    // The server's message may be in any language; the function that refused is not.
    private static string Advise(PostgresException e, NpgsqlConnectionStringBuilder builder) => e switch
    {
        { SqlState: PostgresErrorCodes.ProtocolViolation } => "Wait until clients of the pooler have ended, or raise its max_client_conn or default_pool_size.",
        { Routine: "InitializeSessionUserId" or "InitializeSessionUserIdStandalone" } =>
            $"End sessions of the user \"{builder.Username}\", use fewer (--jobs 1), or raise the user's limit: ALTER ROLE ... CONNECTION LIMIT.",
        { Routine: "CheckMyDatabase" } =>
            $"End sessions of the database \"{builder.Database}\", or raise its limit: ALTER DATABASE ... CONNECTION LIMIT.",
        _ => Advice,
    };
}
