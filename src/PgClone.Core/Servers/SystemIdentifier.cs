using Npgsql;
using PgClone.Sql;

namespace PgClone.Servers;

/// <summary>The number that initdb gives a server: a physical copy of it has the same, no other server has.</summary>
internal static class SystemIdentifier
{
    /// <returns>The number; null where the server does not tell it to this user.</returns>
    public static async Task<string?> ReadAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        try
        {
            const string sql = "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";
            return (await connection.QueryAsync(sql, [], row => row.GetString(0), cancellationToken).ConfigureAwait(false))[0];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedFunction)
        {
            return null;
        }
    }
}
