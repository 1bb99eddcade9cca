using Npgsql;
using PgClone.Archives;

namespace PgClone.Restoring.Execution;

/// <summary>
/// The few failures that lose nothing of the dump's content, told by SQLSTATE and type of entry: what the server says is in its own language.
/// All others fail the restore.
/// </summary>
internal static class BenignFailure
{
    /// <summary>Says what is passed over, or null if the failure counts.</summary>
    public static string? Explain(TocEntry entry, PostgresException e) =>
        // An extension brings its comment along; that of "public" is there in every new database.
        e.SqlState == PostgresErrorCodes.InsufficientPrivilege && entry.Type == "COMMENT"
        && (entry.Tag.StartsWith("EXTENSION ", StringComparison.Ordinal) || entry.Tag == "SCHEMA public")
            ? $"The comment on {entry.Tag} is left as the server makes it: {e.MessageText}."
            : null;
}
