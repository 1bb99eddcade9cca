using PgClone.Diagnostics;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

/// <summary>What came of a restore.</summary>
/// <param name="Tables">The tables whose rows were loaded, in the archive's order.</param>
/// <param name="Entries">How many TOC entries were restored.</param>
/// <param name="Skipped">Those that were not, and why.</param>
/// <param name="Notices">What the user should know, a sentence each.</param>
/// <param name="Failures">The entries that failed, where the restore was to go on without them.</param>
/// <param name="Stages">The times of pre-data, data, post-data and analyze. They add up: a stage lasts from the end of the one before it to its own end.</param>
/// <param name="EntryTimes">The times of data, indexes and all that comes after them, by entry; the longest first.</param>
internal sealed record RestoreReport(
    IReadOnlyList<TableRows> Tables,
    int Entries,
    IReadOnlyList<SkippedEntry> Skipped,
    IReadOnlyList<string> Notices,
    IReadOnlyList<FailedEntry> Failures,
    IReadOnlyList<StageTime> Stages,
    IReadOnlyList<EntryTime> EntryTimes);
