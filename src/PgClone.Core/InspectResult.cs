using PgClone.Archives;
using PgClone.Storage;

namespace PgClone;

/// <summary>What a dump holds.</summary>
/// <param name="Key">The dump.</param>
/// <param name="Summary">Its archive: format, origin, entries, and the data by size.</param>
/// <param name="Choices">What was chosen to be dumped or left out, by the names of the options. Empty where all was dumped, or where nobody knows: without a manifest.</param>
public sealed record InspectResult(DumpKey Key, ArchiveSummary Summary, IReadOnlyDictionary<string, string> Choices);
