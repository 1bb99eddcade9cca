using Npgsql;
using PgClone.Servers;

namespace PgClone.Restoring.Planning;

/// <summary>What a plan has to know of the server it is made for.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="Tablespaces">The tablespaces that it has.</param>
/// <param name="SharedProcessors">The processors that it shares with this process; null where it runs on another machine.</param>
internal sealed record RestoreTarget(PostgresVersion Version, IReadOnlySet<string> Tablespaces, int? SharedProcessors)
{
    /// <summary>How many connections the rows of one table can keep busy: this process needs a processor to decompress and send them.</summary>
    public int MostParts => SharedProcessors is { } processors ? Math.Max(1, processors - 1) : int.MaxValue;

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
        return new RestoreTarget(server.Version, tablespaces, server.IsLocal ? Environment.ProcessorCount : null);
    }
}
