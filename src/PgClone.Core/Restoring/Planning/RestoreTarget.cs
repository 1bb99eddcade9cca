using Npgsql;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>What a plan has to know of the server it is made for.</summary>
/// <param name="Version">The server's version.</param>
/// <param name="Encoding">The database's encoding by PostgreSQL's name.</param>
/// <param name="Tablespaces">The tablespaces that it has.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="SharedProcessors">The processors that it shares with this process; null where it runs on another machine.</param>
internal sealed record RestoreTarget(PostgresVersion Version, string Encoding, IReadOnlySet<string> Tablespaces, IReadOnlySet<string> Roles, int? SharedProcessors)
{
    private static readonly string[] Administrators =
        ["rds_superuser", "cloudsqlsuperuser", "alloydbsuperuser", "azure_pg_admin", "neon_superuser", "doadmin", "avnadmin", "aiven_extras"];

    /// <summary>Whether the user that restores is a superuser.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>The extensions that it has, and whether the user may create each; null where that is not known.</summary>
    public IReadOnlyDictionary<string, bool>? Extensions { get; init; }

    /// <summary>Whether it can compress values by lz4.</summary>
    public bool HasLz4 { get; init; } = true;

    /// <summary>What its sessions may take of the server's memory.</summary>
    public BuildMemory Memory { get; init; }

    /// <summary>How many connections the rows of one table can keep busy: this process needs a processor to decompress and send them.</summary>
    public int MostParts => SharedProcessors is { } processors ? Math.Max(1, processors - 1) : int.MaxValue;

    /// <param name="server">The server.</param>
    /// <param name="encoding">The encoding that the database is made with; null means the server's own.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<RestoreTarget> ReadAsync(PostgresServer server, string? encoding, CancellationToken cancellationToken)
    {
        const string lz4 = "SELECT count(*) > 0 FROM pg_catalog.pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)";
        const string own = "SELECT pg_catalog.pg_encoding_to_char(encoding) FROM pg_catalog.pg_database WHERE datname = 'template0'";
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return new RestoreTarget(
            server.Version,
            encoding ?? (await connection.QueryAsync(own, [], row => row.GetString(0), cancellationToken).ConfigureAwait(false))[0],
            await NamesAsync("spcname", "pg_tablespace").ConfigureAwait(false),
            await NamesAsync("rolname", "pg_roles").ConfigureAwait(false),
            server.IsLocal ? Environment.ProcessorCount : null)
        {
            Memory = await BuildMemory.ReadAsync(server, connection, cancellationToken).ConfigureAwait(false),
            Extensions = await ReadExtensionsAsync(connection, cancellationToken).ConfigureAwait(false),
            HasLz4 = (await connection.QueryAsync(lz4, [], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0],
            IsSuperuser = (await connection.QueryAsync(
                "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user", [], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).Contains(true),
        };

        // As bytes: where the database has no encoding, names may be no text.
        async Task<IReadOnlySet<string>> NamesAsync(string column, string catalog)
        {
            var sql = $"SELECT convert_to({column}::text, CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END) FROM pg_catalog.{catalog}";
            var names = await connection.QueryAsync(sql, [], row => System.Text.Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)), cancellationToken).ConfigureAwait(false);
            return names.ToHashSet(StringComparer.Ordinal);
        }
    }

    private static async Task<Dictionary<string, bool>> ReadExtensionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // A hosting service lets its administrators create more than PostgreSQL would; what these may, is seen when they try.
        const string sql = """
            SELECT e.name, coalesce(bool_or(NOT v.superuser OR v.trusted), true)
                OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = current_user AND rolsuper)
                OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE pg_has_role(oid, 'MEMBER') AND rolname = ANY ($1))
                OR coalesce(current_setting('extwlist.extensions', true), current_setting('supautils.privileged_extensions', true), '') <> ''
            FROM pg_catalog.pg_available_extensions e
            LEFT JOIN pg_catalog.pg_available_extension_versions v ON v.name = e.name AND v.version = e.default_version
            GROUP BY e.name
            """;
        var extensions = await connection.QueryAsync(sql, [Administrators], row => (Name: row.GetString(0), MayCreate: row.GetBoolean(1)), cancellationToken).ConfigureAwait(false);
        return extensions.ToDictionary(extension => extension.Name, extension => extension.MayCreate, StringComparer.Ordinal);
    }
}
