namespace PgClone.Databases;

/// <summary>Who may end whose session.</summary>
internal static class SessionRights
{
    /// <summary>SQL: whether PostgreSQL would refuse this user to end a session of the role <c>r</c>, a row of <c>pg_roles</c>.</summary>
    public const string IsRefused = """
        (NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
         AND (r.rolsuper OR NOT (pg_has_role(r.oid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE'))))
        """;
}
