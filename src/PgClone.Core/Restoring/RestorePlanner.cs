using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Restoring;

/// <summary>
/// Makes a plan of an archive's table of contents. Stock pg_restore trusts the archive's dependencies and may then create a trigger while
/// rows still stream in; here no trigger, rule, foreign key or policy is there before the last row is, and event triggers come last of all.
/// </summary>
internal sealed class RestorePlanner
{
    private readonly Archive _archive;
    private readonly RestoreTarget _target;
    private readonly EntrySql _sql;
    private readonly SortedSet<string> _missingTablespaces = new(StringComparer.Ordinal);

    private RestorePlanner(Archive archive, RestorePlanOptions options, RestoreTarget target)
    {
        _archive = archive;
        _target = target;
        _sql = new EntrySql(archive, options, target.Version);
    }

    /// <summary>Plans a restore.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="blocks">Where its data blocks lie; null if it has none.</param>
    /// <param name="options">What to restore.</param>
    /// <param name="target">The server.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveTruncated"/>: an entry's data block is missing. <see cref="ErrorCode.ArchiveCodecUnsupported"/>: its names can't be read.</exception>
    public static RestorePlan Create(Archive archive, BlockIndex? blocks, RestorePlanOptions options, RestoreTarget target)
    {
        archive = SqlAsciiText.Decode(archive);
        var selection = new EntrySelection(options, target);
        var reasons = archive.Entries.ToLookup(selection.ReasonToSkip);
        return new RestorePlanner(archive, options, target).Create(
            [.. reasons[null]],
            blocks,
            [.. reasons.Where(group => group.Key is { Length: > 0 }).SelectMany(group => group.Select(entry => new SkippedEntry(entry, group.Key!)))]);
    }

    private RestorePlan Create(List<TocEntry> entries, BlockIndex? blocks, List<SkippedEntry> skipped)
    {
        var preData = entries.Where(e => EntryKinds.KindOf(e) == EntryKind.PreData).Select(e => e.DumpId).ToHashSet();
        var early = entries.ToLookup(e => preData.Contains(e.DumpId) || IsRemarkOn(e, preData));
        var tasks = new TaskPlanner(_archive, blocks, StepOf).Plan([.. early[false]]);

        return new RestorePlan
        {
            Archive = _archive,
            SessionStart = SessionStart.For(_archive, _target.Version),
            PreData = [.. early[true].Select(StepOf).Where(step => step.Batches.Count > 0)],
            Tasks = tasks,
            Skipped = skipped,
            Notices =
            [
                .. _missingTablespaces.Select(name => $"The server has no tablespace {name}: what was in it is now in the database's own."),
                .. skipped.Where(s => IsWorthSaying(s.Entry)).GroupBy(s => s.Reason).Select(group => $"{group.Count()} entries are not restored: {group.Key}."),
            ],
        };
    }

    /// <summary>What nobody asked to leave out.</summary>
    private static bool IsWorthSaying(TocEntry entry) => entry.Type is "SUBSCRIPTION" or "STATISTICS DATA" or "EXTENDED STATISTICS DATA";

    private static bool IsRemarkOn(TocEntry entry, HashSet<int> objects) =>
        EntryKinds.KindOf(entry) == EntryKind.Remark && entry.Dependencies.Count > 0 && entry.Dependencies.All(objects.Contains);

    private RestoreStep StepOf(TocEntry entry) => new(entry, SettingsOf(entry), _sql.BatchesOf(entry));

    private SessionSettings SettingsOf(TocEntry entry) => new(
        _archive.SearchPathSql is null ? entry.Namespace : null,
        entry.Tablespace is { } tablespace ? KnownTablespace(tablespace) : null,
        entry is { TableAccessMethod.Length: > 0, RelationKind: not 'p' } ? entry.TableAccessMethod : null);

    private string KnownTablespace(string name)
    {
        if (name.Length == 0 || _target.Tablespaces.Contains(name)) return name;

        _missingTablespaces.Add(name);
        return "";
    }
}
