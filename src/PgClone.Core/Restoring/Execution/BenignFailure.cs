using Npgsql;
using PgClone.Archives;

namespace PgClone.Restoring.Execution;

/// <summary>The few failures that leave nothing of the dump's content out of a copy. All others fail the restore.</summary>
internal static class BenignFailure
{
    /// <summary>Says what is passed over, or null if the failure counts.</summary>
    public static string? Explain(TocEntry entry, RestorePlanOptions options, PostgresException e) => (entry.Type, e.SqlState) switch
    {
        ("COMMENT", PostgresErrorCodes.InsufficientPrivilege) when entry.Tag.StartsWith("EXTENSION ", StringComparison.Ordinal) =>
            $"The comment on {entry.Tag} is left out: {e.MessageText}.",
        ("POLICY" or "USER MAPPING", PostgresErrorCodes.UndefinedObject) when options.NoOwner && e.MessageText.StartsWith("role ", StringComparison.Ordinal) =>
            $"{entry.Describe()} is left out: {e.MessageText}.",
        (_, PostgresErrorCodes.UndefinedObject) when e.MessageText.StartsWith("unrecognized configuration parameter", StringComparison.Ordinal) =>
            $"{entry.Describe()} uses a setting that the server does not know: {e.MessageText}.",
        _ => null,
    };
}
