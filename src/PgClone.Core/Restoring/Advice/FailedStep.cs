using Npgsql;
using PgClone.Archives;

namespace PgClone.Restoring.Advice;

/// <summary>What is known of a failure that tells its cause, whatever language the server speaks.</summary>
/// <param name="Entry">What failed.</param>
/// <param name="Statement">Its statement; null for rows.</param>
/// <param name="Refusal">The server's answer.</param>
internal sealed record FailedStep(TocEntry Entry, string? Statement, PostgresException Refusal)
{
    public string SqlState => Refusal.SqlState;

    /// <summary>The server does not know a relation, function, type, schema or column.</summary>
    public bool LacksObject => SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction
        or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName;

    /// <summary>User code raised it, by RAISE: its SQLSTATE says nothing of the server. The name is that of PostgreSQL's C function.</summary>
    public bool IsRaised => Refusal.Routine == "exec_stmt_raise";

    /// <summary>The part of a sentence that says what going on would cost.</summary>
    public string GoingOn => Entry.HasData
        ? "`--on-error continue` restores all but these rows and what needs them"
        : $"`--on-error continue` restores all but this {Entry.Type.ToLowerInvariant()} and what needs it";
}
