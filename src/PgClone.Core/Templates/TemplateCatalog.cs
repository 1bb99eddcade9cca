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

    private const string Columns = """
        SELECT d.datname, shobj_description(d.oid, 'pg_database'), NOT d.datallowconn,
               d.datconnlimit <> -2 AND d.datcollversion IS NOT DISTINCT FROM pg_database_collation_actual_version(d.oid),
               pg_stat_get_db_sessions(d.oid), d.oid::bigint
        """;

    private const string OldColumns = "SELECT d.datname, shobj_description(d.oid, 'pg_database'), NOT d.datallowconn, d.datconnlimit <> -2, NULL::bigint, d.oid::bigint";

    private const string Size = ", CASE WHEN has_database_privilege(d.oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER') THEN pg_database_size(d.oid) END";

    private const string Source = " FROM pg_catalog.pg_database d WHERE ";

    /// <summary>Whether the server counts the sessions on a database reliably.</summary>
    public bool CountsSessions => server.Version.Major >= DatabaseSessions.CountedFrom;

    private string Facts => CountsSessions ? Columns : OldColumns;

    /// <summary>The template of that name, whatever state it is in; null where there is none. Its size is not asked for.</summary>
    public async Task<Template?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await FindAsync(connection, name, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Template?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        (await connection.QueryAsync($"{Facts}, NULL::bigint{Source}d.datname = $1", [name], Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>The template with that key; null where there is none that is of use.</summary>
    public async Task<Template?> FindAsync(TemplateKey key, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        await FindAsync(key.Name, cancellationToken).ConfigureAwait(false) is { } template && template.Holds(key, notBefore) ? template : null;

    /// <summary>The template with that key, however old; null where there is none that is of use.</summary>
    public async Task<Template?> FindAsync(NpgsqlConnection connection, TemplateKey key, CancellationToken cancellationToken) =>
        await FindAsync(connection, key.Name, cancellationToken).ConfigureAwait(false) is { } template && template.Holds(key, DateTimeOffset.MinValue) ? template : null;

    /// <summary>Has a template copied, and notes that it was.</summary>
    /// <returns>Null where the template was dropped meanwhile.</returns>
    public Task<TemporaryDatabase?> TryCopyAsync(Template template, Func<Task<TemporaryDatabase>> copyAsync, CancellationToken cancellationToken) =>
        TryCopyAsync(template.Name, copyAsync, () => template, cancellationToken);

    /// <summary>Has the template with that key copied, and notes that it was. It is looked for on a connection that the copy needs in any case.</summary>
    /// <param name="key">The key.</param>
    /// <param name="copyAsync">Copies the template of that name, once it has called what it is given.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Null where there is none that is of use.</returns>
    public Task<TemporaryDatabase?> TryCopyAsync(TemplateKey key, Func<Func<NpgsqlConnection, Task>, Task<TemporaryDatabase>> copyAsync, CancellationToken cancellationToken)
    {
        Template? template = null;
        return TryCopyAsync(key.Name, () => copyAsync(CheckAsync), () => template!, cancellationToken);

        async Task CheckAsync(NpgsqlConnection connection) =>
            template = await FindAsync(connection, key, cancellationToken).ConfigureAwait(false) ?? throw TemporaryDatabase.SourceGone(key.Name);
    }

    private async Task<TemporaryDatabase?> TryCopyAsync(string name, Func<Task<TemporaryDatabase>> copyAsync, Func<Template> templateOf, CancellationToken cancellationToken)
    {
        TemporaryDatabase copy;
        try
        {
            copy = await copyAsync().ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName })
        {
            server.Log.TemplateGone(name, e.Reason());
            return null;
        }

        try
        {
            await NoteUseAsync(templateOf(), cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
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

    /// <summary>Notes that a template was copied. Where others do so at the same time, theirs is as good; where it can't be noted, the copy is as good.</summary>
    public async Task NoteUseAsync(Template template, CancellationToken cancellationToken)
    {
        if (template.Marker is not { } marker || DateTimeOffset.UtcNow - marker.Used < UseStep) return;

        try
        {
            var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            await connection.CommentOnDatabaseAsync(template.Name, (marker with { Used = DateTimeOffset.UtcNow }).ToComment(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PgCloneException or NpgsqlException)
        {
            server.Log.TemplateUseNotNoted(template.Name, e.Reason());
        }
    }

    /// <summary>Drops a template, once nobody copies it any more. One that is not there is fine.</summary>
    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        await UnmarkAsync(name, cancellationToken).ConfigureAwait(false);
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await connection.DropDatabaseAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>On a connection of its own: PostgreSQL ends the session that would change what is half dropped.</summary>
    private async Task UnmarkAsync(string name, CancellationToken cancellationToken)
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
        row.GetString(0), TemplateMarker.Parse(row.GetText(1)), row.GetBoolean(2), row.GetBoolean(3), row.IsDBNull(4) ? null : row.GetInt64(4), row.GetInt64(5),
        row.IsDBNull(6) ? null : row.GetInt64(6));
}
