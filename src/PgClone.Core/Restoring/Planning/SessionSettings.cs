using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>The settings that an entry's SQL relies on. Null: any value will do.</summary>
/// <param name="SearchPath">The schema to look in: for archives whose SQL doesn't qualify its names (before version 1.13).</param>
/// <param name="Tablespace">The default tablespace; empty is the database's own.</param>
/// <param name="TableAccessMethod">The default table access method.</param>
internal readonly record struct SessionSettings(string? SearchPath, string? Tablespace, string? TableAccessMethod)
{
    /// <summary>What a session is set to that was set to <paramref name="earlier"/> and then to this.</summary>
    public SessionSettings Over(SessionSettings earlier) =>
        new(SearchPath ?? earlier.SearchPath, Tablespace ?? earlier.Tablespace, TableAccessMethod ?? earlier.TableAccessMethod);

    /// <summary>The statements that set what differs from <paramref name="earlier"/>.</summary>
    public IReadOnlyList<string> StatementsAfter(SessionSettings earlier)
    {
        List<string> statements = [];
        if (SearchPath is { Length: > 0 } path && path != earlier.SearchPath) statements.Add($"SET search_path = {PostgresIdentifier.Quote(path)}, pg_catalog");
        if (Tablespace is { } tablespace && tablespace != earlier.Tablespace)
            statements.Add($"SET default_tablespace = {(tablespace.Length == 0 ? "''" : PostgresIdentifier.Quote(tablespace))}");
        if (TableAccessMethod is { } method && method != earlier.TableAccessMethod)
            statements.Add($"SET default_table_access_method = {PostgresIdentifier.Quote(method)}");
        return statements;
    }
}
