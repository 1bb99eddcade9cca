using PgClone.Databases;
using PgClone.Servers;

namespace PgClone.Restoring.Planning;

/// <summary>What a plan has to know of the server it is made for.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="Tablespaces">The tablespaces that it has.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="SharedProcessors">The processors that it shares with this process; null where it runs on another machine.</param>
internal sealed record RestoreTarget(PostgresVersion Version, IReadOnlySet<string> Tablespaces, IReadOnlySet<string> Roles, int? SharedProcessors)
{
    /// <summary>How many connections the rows of one table can keep busy: this process needs a processor to decompress and send them.</summary>
    public int MostParts => SharedProcessors is { } processors ? Math.Max(1, processors - 1) : int.MaxValue;

    public static async Task<RestoreTarget> ReadAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return new RestoreTarget(
            server.Version,
            await NamesAsync("SELECT spcname::text FROM pg_catalog.pg_tablespace").ConfigureAwait(false),
            await NamesAsync("SELECT rolname::text FROM pg_catalog.pg_roles").ConfigureAwait(false),
            server.IsLocal ? Environment.ProcessorCount : null);

        async Task<IReadOnlySet<string>> NamesAsync(string sql) =>
            (await connection.QueryAsync(sql, [], row => row.GetString(0), cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
    }
}
