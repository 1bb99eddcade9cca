using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Templates;

/// <summary>What of a server and the role on it has a say in what a restore makes, and whether the server wants templates at all.</summary>
internal static class ServerFacts
{
    private const string AllowTemplates = "pgclone.allow_templates";

    // Words of PostgreSQL for true. Whatever is none of them means no, misspelt ones too.
    private static readonly string[] Yes = ["on", "true", "yes", "1"];

    /// <summary>
    /// Asks the server for its build, the user, the settings that a session begins with, the versions that extensions would be created in, and which of the
    /// tablespaces and roles are there: what a dump names and is not there is left out.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="roles">The roles that count.</param>
    /// <param name="tablespaces">The tablespaces that count.</param>
    /// <param name="unlessSaid">Whether templates are kept there where the server does not say whether they may be.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>A text for a key; null where no templates are kept.</returns>
    public static async Task<string?> ReadAsync(
        PostgresServer server, IReadOnlyCollection<string> roles, IReadOnlyCollection<string> tablespaces, bool unlessSaid, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT concat_ws(E'\n', version(), current_user, session_user,
                (SELECT string_agg(format('%s %s %s', rolname, rolsuper, pg_has_role(oid, 'USAGE')), E'\n' ORDER BY rolname) FROM pg_catalog.pg_roles
                 WHERE rolname = current_user OR rolname = ANY ($1)),
                (SELECT string_agg(spcname, E'\n' ORDER BY spcname) FROM pg_catalog.pg_tablespace WHERE spcname = ANY ($2)),
                (SELECT string_agg(format('%s %s', name, default_version), E'\n' ORDER BY name) FROM pg_catalog.pg_available_extensions),
                (SELECT string_agg(format('%s=%s', name, setting), E'\n' ORDER BY name) FROM pg_catalog.pg_settings
                 WHERE context IN ('user', 'superuser') AND name <> 'application_name' AND name NOT LIKE 'transaction\_%'))
            """;
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var word = (await connection.QueryAsync("SELECT current_setting($1, true)", [AllowTemplates], row => row.GetText(0), cancellationToken).ConfigureAwait(false))[0];
        var isAllowed = string.IsNullOrEmpty(word) ? unlessSaid : Yes.Contains(word, StringComparer.OrdinalIgnoreCase);
        return isAllowed ? (await connection.QueryAsync(sql, [roles.ToArray(), tablespaces.ToArray()], row => row.GetString(0), cancellationToken).ConfigureAwait(false))[0] : null;
    }
}
