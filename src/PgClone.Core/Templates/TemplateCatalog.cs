using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Templates;

/// <summary>The templates of a server, by what they say about themselves: there is no list beside them that could be wrong.</summary>
internal sealed class TemplateCatalog(PostgresServer server)
{
    /// <summary>How exactly it is noted when a template was last copied: each note is a write that all processes share.</summary>
    public static readonly TimeSpan UseStep = TimeSpan.FromHours(1);

    /// <summary>Before this version the count of sessions comes late, or never.</summary>
    private const int CountsFrom = 15;

    private const string Columns = """
        SELECT d.datname, shobj_description(d.oid, 'pg_database'), NOT d.datallowconn,
               d.datconnlimit <> -2 AND d.datcollversion IS NOT DISTINCT FROM pg_database_collation_actual_version(d.oid),
               pg_stat_get_db_sessions(d.oid)
        """;

    private const string OldColumns = "SELECT d.datname, shobj_description(d.oid, 'pg_database'), NOT d.datallowconn, d.datconnlimit <> -2, NULL::bigint";

    private const string Size = ", CASE WHEN has_database_privilege(d.oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER') THEN pg_database_size(d.oid) END";

    private const string Source = " FROM pg_catalog.pg_database d WHERE ";

    private string Facts => server.Version.Major >= CountsFrom ? Columns : OldColumns;

    /// <summary>The template of that name, whatever state it is in; null where there is none. Its size is not asked for.</summary>
    public async Task<Template?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return (await connection.QueryAsync($"{Facts}, NULL::bigint{Source}d.datname = $1", [name], Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <summary>The templates that the user may drop, the one that was last used first.</summary>
    public async Task<IReadOnlyList<Template>> ListAsync(CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var sql = $"{Facts}{Size}{Source}starts_with(d.datname, $1) AND pg_has_role(d.datdba, 'USAGE')";
        var templates = await connection.QueryAsync(sql, [DatabaseName.TemplatePrefix], Read, cancellationToken).ConfigureAwait(false);
        return [.. templates.OrderByDescending(template => template.Marker?.Used).ThenBy(template => template.Name, StringComparer.Ordinal)];
    }

    /// <summary>How many sessions the server has counted on a database; null where it does not count them reliably.</summary>
    public async Task<long?> CountSessionsAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        if (server.Version.Major < CountsFrom) return null;

        const string sql = "SELECT pg_stat_get_db_sessions(oid) FROM pg_catalog.pg_database WHERE datname = $1";
        return (await connection.QueryAsync(sql, [name], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Notes that a template was copied. Where others do so at the same time, theirs is as good.</summary>
    public async Task NoteUseAsync(Template template, CancellationToken cancellationToken)
    {
        if (template.Marker is not { } marker || DateTimeOffset.UtcNow - marker.Used < UseStep) return;

        try
        {
            var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            await connection.CommentOnDatabaseAsync(template.Name, (marker with { Used = DateTimeOffset.UtcNow }).ToComment(), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            server.Log.TemplateUseNotNoted(template.Name, e.Reason());
        }
    }

    /// <summary>Drops a template, once nobody copies it any more. One that is not there is fine.</summary>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync($"ALTER DATABASE {PostgresIdentifier.Quote(name)} IS_TEMPLATE false", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.ObjectNotInPrerequisiteState)
        {
            // It is gone, or half dropped: then it is a template no more.
            server.Log.TemplateNotUnmarked(name, e.Reason());
        }

        await connection.DropDatabaseAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops those that are too many. What can't be dropped is left for the next time.</summary>
    public async Task DropSurplusAsync(TemplateLimits limits, CancellationToken cancellationToken)
    {
        foreach (var surplus in limits.FindSurplus(await ListAsync(cancellationToken).ConfigureAwait(false)))
        {
            try
            {
                await DropAsync(surplus.Name, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e)
            {
                server.Log.TemplateLeft(surplus.Name, e.Reason());
            }
        }
    }

    private static Template Read(NpgsqlDataReader row) => new(
        row.GetString(0), TemplateMarker.Parse(row.GetText(1)), row.GetBoolean(2), row.GetBoolean(3), row.IsDBNull(4) ? null : row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5));
}
