using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Rows that pg_dump has loaded through a partitioned table, so that the server decides which partition each of them goes into.</summary>
internal static class PartitionRoot
{
    private const string Note = "-- load via partition root ";

    /// <summary>The partitioned table that an entry's rows go through; null where they go straight into the entry's own.</summary>
    public static TableName? Of(TocEntry data)
    {
        var own = ArchiveTables.NameOf(data);
        return data switch
        {
            // Older programs write no note.
            { CopyStatement: { } copy } => CopyStatement.TableOf(copy, own.Schema) is var loaded && loaded != own ? loaded : null,
            { Definition: { } note } when note.StartsWith(Note, StringComparison.Ordinal) => CopyStatement.TableOf("COPY " + note[Note.Length..], own.Schema),
            _ => null,
        };
    }
}
