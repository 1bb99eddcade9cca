using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Servers.Connecting;

/// <summary>Turns what a failed connection attempt throws into a failure with a code.</summary>
internal static class ConnectionFailure
{
    /// <returns>Null for what is not a failure to connect, such as a cancellation.</returns>
    public static PgCloneException? Explain(Exception exception, NpgsqlConnectionStringBuilder builder) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } e => new(
            ErrorCode.DatabaseNotFound,
            $"The database \"{builder.Database}\" does not exist.",
            DedicatedConnection.Display(builder), Why(e),
            "Check the name; `pgclone ls --local` lists the databases of the server.", e),

        PostgresException
        {
            SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InsufficientPrivilege
        } e => Refused(builder, Why(e), e),

        NpgsqlException { InnerException: null } e when e.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) => new(
            ErrorCode.ServerUnreachable, "The server has no encrypted connections.", DedicatedConnection.Display(builder), e.Message,
            "Switch ssl on at the server, or set SSL Mode=Prefer or Disable in the connection string.", e),

        // Npgsql itself gives up where the server asks for a password and there is none.
        NpgsqlException { InnerException: null } e when e.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
            Refused(builder, e.Message, e),

        PostgresException e => Unreachable(builder, Why(e), e),
        NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or IOException =>
            Unreachable(builder, exception.InnerException?.Message ?? exception.Message, exception),
        _ => null,
    };

    /// <summary>What a statement throws when the server refuses it or the connection breaks, and nothing nearer says what it was for.</summary>
    public static PgCloneException OfStatement(NpgsqlException exception) => exception is PostgresException refusal
        ? new PgCloneException(ErrorCode.ServerRefused, "The server refused a statement.", why: ServerRefusal.Brief(refusal), advice: refusal.Hint, innerException: refusal)
        : new PgCloneException(
            ErrorCode.ServerUnreachable, "The connection to the PostgreSQL server broke.", why: exception.InnerException?.Message ?? exception.Message,
            advice: "Look into the server's log, then try again.", innerException: exception);

    private static PgCloneException Refused(NpgsqlConnectionStringBuilder builder, string why, Exception e) => new(
        ErrorCode.AuthenticationFailed,
        $"The server does not let the user \"{builder.Username ?? Environment.UserName}\" into the database \"{builder.Database}\".",
        DedicatedConnection.Display(builder), why,
        why.Contains("no encryption", StringComparison.Ordinal) ? "The server wants an encrypted connection: set SSL Mode=Require in the connection string."
            : "Check the user and the password of the connection string (or of PGPASSWORD and the passfile), and the server's pg_hba.conf.", e);

    private static PgCloneException Unreachable(NpgsqlConnectionStringBuilder builder, string why, Exception e) => new(
        ErrorCode.ServerUnreachable,
        $"No connection to the PostgreSQL server at {DedicatedConnection.Display(builder)}.",
        DedicatedConnection.Display(builder), why,
        "Check that the server runs and that host and port are right; give no connection at all to use the embedded local server.", e);

    private static string Why(PostgresException e) => $"{e.SqlState}: {e.MessageText}";
}
