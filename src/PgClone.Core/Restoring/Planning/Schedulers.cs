using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>
/// The extension pg_cron, which its server lets into the database of its setting <c>cron.database_name</c> only: never into a temporary one. And
/// if it did, the jobs of the database that was dumped would run twice.
/// </summary>
internal static class Schedulers
{
    private const string Extension = "pg_cron";
    private const string Schema = "cron";

    /// <summary>The extension, and the rows, positions and privileges of its own tables.</summary>
    public static IEnumerable<TocEntry> In(Archive archive) =>
        archive.Entries.Any(IsExtension) ? archive.Entries.Where(entry => IsExtension(entry) || entry.Namespace == Schema || entry.Tag == "SCHEMA " + Schema) : [];

    private static bool IsExtension(TocEntry entry) => entry is { Type: "EXTENSION", Tag: Extension };
}
