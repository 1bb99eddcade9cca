using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Templates;

/// <summary>What of a server and the role on it has a say in what a restore makes, and whether the server wants templates at all.</summary>
/// <param name="Allows">What the server says of templates (<see cref="AllowTemplates"/>); null: nothing.</param>
/// <param name="Text">The rest, for a key.</param>
internal sealed record ServerFacts(bool? Allows, string Text)
{
    /// <summary>The setting by which a server says that templates may be kept there.</summary>
    public const string AllowTemplates = "pgclone.allow_templates";

    /// <summary>
    /// Asks the server for its build, the user, the settings that a session begins with, the versions that extensions would be created in, and which tablespaces and roles there
    /// are: what a dump names and is not there is left out.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="roles">The roles that count.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ServerFacts> ReadAsync(PostgresServer server, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT current_setting($1, true), concat_ws(E'\n', version(), current_user, session_user,
                (SELECT string_agg(format('%s %s %s', rolname, rolsuper, pg_has_role(oid, 'USAGE')), E'\n' ORDER BY rolname) FROM pg_catalog.pg_roles
                 WHERE rolname = current_user OR rolname = ANY ($2)),
                (SELECT string_agg(spcname, E'\n' ORDER BY spcname) FROM pg_catalog.pg_tablespace),
                (SELECT string_agg(format('%s %s', name, default_version), E'\n' ORDER BY name) FROM pg_catalog.pg_available_extensions),
                (SELECT string_agg(format('%s=%s', name, setting), E'\n' ORDER BY name) FROM pg_catalog.pg_settings
                 WHERE context IN ('user', 'superuser') AND name <> 'application_name' AND name NOT LIKE 'transaction\_%'))
            """;
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var (word, text) = (await connection.QueryAsync(sql, [AllowTemplates, roles.ToArray()], row => (row.GetText(0), row.GetString(1)), cancellationToken).ConfigureAwait(false))[0];
        return new ServerFacts(string.IsNullOrEmpty(word) ? null : word is "on" or "true" or "yes" or "1", text);
    }
}
