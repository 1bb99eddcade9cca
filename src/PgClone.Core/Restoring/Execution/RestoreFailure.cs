using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Execution;

/// <summary>Says what failed on the server, and for which entry.</summary>
internal static class RestoreFailure
{
    private const int SnippetLength = 300;

    public static PgCloneException OfStatement(TocEntry entry, string? statement, NpgsqlException e) => new(
        ErrorCode.RestoreStatementFailed, "A statement of the archive failed.", entry.Describe(), Reason(e) + Snippet(statement, e), Advice(e), e);

    public static PgCloneException OfData(TocEntry entry, Exception e) => new(
        ErrorCode.RestoreDataFailed, "Data of the archive could not be loaded.", entry.Describe(), Reason(e), Advice(e), e);

    /// <summary>A sentence: a relation without statistics is no failure of the restore.</summary>
    public static string OfAnalyze(string relation, PostgresException e) => $"{relation} has no statistics: {Reason(e)}";

    /// <summary>The server's text with its SQLSTATE.</summary>
    public static string Reason(Exception e) => e switch
    {
        PostgresException p => string.Join(" ", new[] { $"{p.SqlState}: {p.MessageText}.", p.Detail, p.Hint, p.Where }.Where(part => !string.IsNullOrEmpty(part))),
        { InnerException: { } inner } => $"{e.Message} {inner.Message}",
        _ => e.Message,
    };

    private static string Snippet(string? statement, NpgsqlException e)
    {
        if (string.IsNullOrEmpty(statement)) return "";

        var start = e is PostgresException { Position: > SnippetLength / 2 } p ? Math.Min(p.Position - (SnippetLength / 2), statement.Length) : 0;
        var end = Math.Min(start + SnippetLength, statement.Length);
        return $" In: {(start > 0 ? "..." : "")}{statement[start..end]}{(end < statement.Length ? "..." : "")}";
    }

    private static string Advice(Exception e) => e is not PostgresException p
        ? "See whether the server still runs; its log says more."
        : p.SqlState switch
        {
            PostgresErrorCodes.UndefinedObject when p.MessageText.Contains("role", StringComparison.Ordinal) =>
                "Create the role on the server, or leave out ownership and privileges.",
            PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile when p.MessageText.Contains("extension", StringComparison.Ordinal) =>
                "Install the extension's package on the server.",
            PostgresErrorCodes.InsufficientPrivilege => "Restore as a superuser or as a user who owns what the dump holds.",
            PostgresErrorCodes.DiskFull => "Make room on the server's disk.",
            _ => "Restore into a server of the dump's major version or a later one; if it is, the dump contradicts itself.",
        };
}
