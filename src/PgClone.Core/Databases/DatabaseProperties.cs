using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>What belongs to a database but not to its contents, and would be lost with it in a swap.</summary>
internal sealed partial record DatabaseProperties(
    string? Comment, IReadOnlyList<DatabaseProperties.Statement> Statements)
{
    // Their values are lists of names: each has to be quoted by itself (GUC_LIST_QUOTE in PostgreSQL's guc_tables.c).
    private static readonly string[] ListSettings = ["search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"];

    /// <summary>A statement that carries one property over.</summary>
    /// <param name="Before">The statement up to the database's name.</param>
    /// <param name="After">The rest of it.</param>
    /// <param name="What">What it carries.</param>
    /// <param name="IsOfCopies">Whether a copy needs it, too, which belongs to whoever makes it and can be used.</param>
    public sealed record Statement(string Before, string After, string What, bool IsOfCopies = true)
    {
        public string For(string database) => $"{Before} DATABASE {PostgresIdentifier.Quote(database)} {After}";
    }

    /// <returns>Null where there is no such database.</returns>
    public static async Task<DatabaseProperties?> ReadAsync(NpgsqlConnection connection, string database, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT oid::bigint, pg_get_userbyid(datdba), shobj_description(oid, 'pg_database'), datconnlimit, datallowconn, datistemplate, datacl IS NOT NULL
            FROM pg_database WHERE datname = $1
            """;
        var rows = await connection.QueryAsync(
            sql, [database],
            r => (Oid: r.GetInt64(0), Owner: r.GetString(1), Comment: r.GetText(2), Limit: r.GetInt32(3), Allows: r.GetBoolean(4), Template: r.GetBoolean(5), HasAcl: r.GetBoolean(6)),
            cancellationToken).ConfigureAwait(false);
        if (rows is not [var row]) return null;

        // Where PostgreSQL was interrupted while it dropped the database, the limit is -2.
        var limit = string.Create(CultureInfo.InvariantCulture, $"CONNECTION LIMIT {Math.Max(row.Limit, -1)}");
        List<Statement> statements =
        [
            new("ALTER", $"OWNER TO {PostgresIdentifier.Quote(row.Owner)}", $"the owner \"{row.Owner}\"", IsOfCopies: false),
            new("ALTER", $"ALLOW_CONNECTIONS {row.Allows} IS_TEMPLATE {row.Template}", "whether it takes connections", IsOfCopies: false),
            new("ALTER", limit, "the connection limit", IsOfCopies: row.Limit >= 0),
            .. row.HasAcl ? await ReadPrivilegesAsync(connection, row.Oid, row.Owner, cancellationToken).ConfigureAwait(false) : [],
            .. await ReadSettingsAsync(connection, row.Oid, cancellationToken).ConfigureAwait(false),
            .. await ReadLabelsAsync(connection, row.Oid, cancellationToken).ConfigureAwait(false),
        ];
        return new DatabaseProperties(row.Comment, statements);
    }

    /// <summary>Those that CREATE DATABASE does not copy from a template.</summary>
    public DatabaseProperties ForCopy() => this with { Statements = [.. Statements.Where(statement => statement.IsOfCopies)] };

    /// <summary>Gives a database these properties, but for the comment. Runs in the caller's transaction.</summary>
    /// <returns>What the user may not carry over, or the server does not know any more, a sentence each.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string database, CancellationToken cancellationToken, string? shownAs = null)
    {
        var notices = new List<string>();
        foreach (var statement in Statements)
        {
            const string savepoint = "carry";
            await transaction.SaveAsync(savepoint, cancellationToken).ConfigureAwait(false);
            try
            {
                await connection.ExecuteAsync(statement.For(database), cancellationToken).ConfigureAwait(false);
                await transaction.ReleaseAsync(savepoint, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (IsBenign(e))
            {
                await transaction.RollbackAsync(savepoint, cancellationToken).ConfigureAwait(false);
                notices.Add($"\"{shownAs ?? database}\" lost {statement.What}: {e.MessageText}.");
            }
        }

        return notices;
    }

    private static bool IsBenign(PostgresException e) => e.SqlState is PostgresErrorCodes.InsufficientPrivilege
        or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.InvalidName or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.CantChangeRuntimeParam;

    private static async Task<List<Statement>> ReadPrivilegesAsync(
        NpgsqlConnection connection, long oid, string owner, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END, a.privilege_type, a.is_grantable
            FROM pg_database d, aclexplode(d.datacl) a WHERE d.oid = $1::bigint::oid
            """;
        var grants = await connection.QueryAsync(sql, [oid], r => Grant(r.GetText(0), r.GetString(1), r.GetBoolean(2)), cancellationToken).ConfigureAwait(false);
        var revoke = new Statement("REVOKE ALL ON", $"FROM PUBLIC, {PostgresIdentifier.Quote(owner)}", "its privileges");
        return [revoke, .. grants];

        static Statement Grant(string? role, string privilege, bool isGrantable)
        {
            var grantee = role is null ? "PUBLIC" : PostgresIdentifier.Quote(role);
            return new($"GRANT {privilege} ON", $"TO {grantee}{(isGrantable ? " WITH GRANT OPTION" : "")}", $"the privilege {privilege} of {grantee}");
        }
    }

    private static async Task<List<Statement>> ReadSettingsAsync(NpgsqlConnection connection, long oid, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END, split_part(c, '=', 1), substr(c, strpos(c, '=') + 1)
            FROM pg_db_role_setting s, unnest(s.setconfig) c WHERE s.setdatabase = $1::bigint::oid
            """;
        return await connection.QueryAsync(sql, [oid], r => Setting(r.GetText(0), r.GetString(1), r.GetString(2)), cancellationToken).ConfigureAwait(false);

        static Statement Setting(string? role, string name, string value)
        {
            var before = role is null ? "ALTER" : $"ALTER ROLE {PostgresIdentifier.Quote(role)} IN";
            return new(before, $"SET {PostgresIdentifier.Quote(name)} TO {SettingValue(name, value)}", $"the setting {name}");
        }
    }

    private static string SettingValue(string name, string value)
    {
        if (!ListSettings.Contains(name)) return PostgresLiteral.Quote(value);

        var elements = ListElement().Matches(value).Select(m => PostgresIdentifier.Unquote(m.Value));
        return string.Join(", ", elements.Select(PostgresLiteral.Quote).DefaultIfEmpty("''"));
    }

    private static Task<List<Statement>> ReadLabelsAsync(NpgsqlConnection connection, long oid, CancellationToken cancellationToken)
    {
        const string sql = "SELECT provider, label FROM pg_shseclabel WHERE classoid = 'pg_database'::regclass AND objoid = $1::bigint::oid";
        return connection.QueryAsync(
            sql, [oid],
            r => new Statement(
                $"SECURITY LABEL FOR {PostgresIdentifier.Quote(r.GetString(0))} ON", $"IS {PostgresLiteral.Quote(r.GetString(1))}",
                $"the security label of {r.GetString(0)}"),
            cancellationToken);
    }

    [GeneratedRegex("""
        "(?:[^"]|"")*"|[^,\s]+
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ListElement();
}
