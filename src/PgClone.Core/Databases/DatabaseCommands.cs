using Npgsql;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>Statements about whole databases, run from the maintenance database.</summary>
internal static class DatabaseCommands
{
    /// <summary>Drops a database with whoever is connected to it. One that is not there is fine.</summary>
    public static Task DropDatabaseAsync(this NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"DROP DATABASE IF EXISTS {PostgresIdentifier.Quote(name)} WITH (FORCE)", cancellationToken);

    public static Task RenameDatabaseAsync(this NpgsqlConnection connection, string from, string to, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Rename(from, to), cancellationToken);

    public static Task CommentOnDatabaseAsync(this NpgsqlConnection connection, string name, string? comment, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Comment(name, comment), cancellationToken);

    public static string Rename(string from, string to) => $"ALTER DATABASE {PostgresIdentifier.Quote(from)} RENAME TO {PostgresIdentifier.Quote(to)}";

    public static string Comment(string name, string? comment) =>
        $"COMMENT ON DATABASE {PostgresIdentifier.Quote(name)} IS {(comment is null ? "NULL" : PostgresLiteral.Quote(comment))}";
}
