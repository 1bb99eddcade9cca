using PgClone.Archives;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>What a session is set to before it restores: what pg_dump's SQL relies on, and what makes bulk work fast. It all ends with the session.</summary>
internal static class SessionStart
{
    public static IReadOnlyList<string> For(Archive archive, PostgresVersion server)
    {
        List<string> statements =
        [
            "SET statement_timeout = 0",
            "SET lock_timeout = 0",
            "SET idle_in_transaction_session_timeout = 0",
            "SET check_function_bodies = false",
            "SET xmloption = content",
            "SET client_min_messages = warning",
            // Rows must not be left out quietly: with this off, a policy that applies is an error.
            "SET row_security = off",
            "SET synchronous_commit = off",
        ];
        if (server.Major >= 14) statements.Add("SET idle_session_timeout = 0");
        if (server.Major >= 17) statements.Add("SET transaction_timeout = 0");
        if (!archive.StandardConformingStrings) statements.AddRange(["SET standard_conforming_strings = off", "SET escape_string_warning = off"]);
        if (archive.SearchPathSql is { } searchPath) statements.AddRange(SqlSplitter.Split(searchPath));
        return statements;
    }
}
