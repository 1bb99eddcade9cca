using Npgsql;
using PgClone.Servers;

namespace PgClone.Restoring;

/// <summary>What a plan has to know of the server it is made for.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="Tablespaces">The tablespaces that it has.</param>
internal sealed record RestoreTarget(PostgresVersion Version, IReadOnlySet<string> Tablespaces)
{
    public static async Task<RestoreTarget> ReadAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var command = new NpgsqlCommand("SELECT spcname::text FROM pg_catalog.pg_tablespace", connection);
        await using var __ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ___ = reader.ConfigureAwait(false);

        var tablespaces = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) tablespaces.Add(reader.GetString(0));
        return new RestoreTarget(server.Version, tablespaces);
    }
}
