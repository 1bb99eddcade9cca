using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Advice;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>Says what failed on the server, for which entry, and what to do about it.</summary>
internal sealed class RestoreFailure(RestoreAdvisor advisor)
{
    private const int SnippetLength = 300;

    public PgCloneException OfStatement(TocEntry entry, string? statement, NpgsqlException e) => new(
        ErrorCode.RestoreStatementFailed, "A statement of the archive failed.", entry.Describe(), Reason(e) + Snippet(statement, e), advisor.For(entry, statement, e), e);

    public PgCloneException OfData(TocEntry entry, Exception e) => new(
        ErrorCode.RestoreDataFailed, "Data of the archive could not be loaded.", entry.Describe(), Reason(e), advisor.For(entry, null, e), e);

    /// <summary>A sentence: a relation without statistics is no failure of the restore.</summary>
    public static string OfAnalyze(string relation, NpgsqlException e) => $"{relation} has no statistics: {Reason(e)}";

    /// <summary>What was noticed of a session, where nothing of the archive failed.</summary>
    public static SessionLoss LossAt(string place, NpgsqlException e) => new(place, Reason(e), SessionLoss.IsLoss(e));

    private static string Reason(Exception e) => e switch
    {
        PostgresException p => ServerRefusal.Describe(p),
        { InnerException: PostgresException p } => $"{e.Message} {ServerRefusal.Describe(p)}",
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
}
