using PgClone.Archives;
using PgClone.Storage;

namespace PgClone;

/// <summary>What a dump holds.</summary>
/// <param name="Key">The dump.</param>
/// <param name="Summary">Its archive: format, origin, entries, and the data by size.</param>
public sealed record InspectResult(DumpKey Key, ArchiveSummary Summary);
