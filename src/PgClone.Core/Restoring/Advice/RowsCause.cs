using Npgsql;

namespace PgClone.Restoring.Advice;

/// <summary>Rows that the source holds although its own constraints forbid them, or that mean something else here.</summary>
internal static class RowsCause
{
    public static string? Of(FailedStep failed) => failed.SqlState switch
    {
        _ when failed.IsRaised => null,
        PostgresErrorCodes.ForeignKeyViolation =>
            $"Mend these rows where the dump comes from, and dump again; or go on without the key: {failed.GoingOn}.",
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation when failed.Entry.HasData =>
            $"Rows with this key are there already, put there by an extension, say. Exclude the table's rows (`--exclude`), or go on without them: {failed.GoingOn}.",
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation =>
            "Such rows are there twice where the dump comes from, so an index there is damaged: remove one of them, REINDEX, and dump again; "
            + $"or go on without it: {failed.GoingOn}.",
        PostgresErrorCodes.CheckViolation =>
            $"The constraint{Name(failed.Refusal)} gives another answer here than where the dump comes from: its expression reads more than the row, such as another "
            + $"table or the time. Add it there once more as NOT VALID, and dump again; or go on without it: {failed.GoingOn}.",
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter =>
            $"These bytes are not valid text in the dump's encoding: mend the rows where the dump comes from, and dump again; or go on without them: {failed.GoingOn}.",
        _ => null,
    };

    private static string Name(PostgresException e) => e.ConstraintName is { Length: > 0 } name ? $" {name}" : "";
}
