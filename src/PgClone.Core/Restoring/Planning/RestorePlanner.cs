using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>
/// Makes a plan of an archive's table of contents. Stock pg_restore trusts the archive's dependencies and may then create a trigger while
/// rows still stream in; here no trigger, rule, foreign key or policy is there before the last row is, and event triggers come last of all.
/// </summary>
internal sealed class RestorePlanner
{
    private readonly Archive _archive;
    private readonly RestorePlanOptions _options;
    private readonly RestoreTarget _target;
    private readonly TableFamilies _families;
    private readonly UncheckedKeys _uncheckedKeys;
    private readonly MissingRoles _missingRoles;
    private readonly ColumnCompression _compression;
    private readonly int _jobs;
    private readonly EntrySql _sql;
    private readonly SortedSet<string> _missingTablespaces = new(StringComparer.Ordinal);

    private RestorePlanner(
        Archive archive, TableFamilies families, UncheckedKeys uncheckedKeys, MissingRoles missingRoles, RestorePlanOptions options, RestoreTarget target)
    {
        _archive = archive;
        _options = options;
        _target = target;
        _jobs = options.Jobs;
        _families = families;
        _uncheckedKeys = uncheckedKeys;
        _missingRoles = missingRoles;
        _compression = new ColumnCompression(target);
        _sql = new EntrySql(archive, options.RolesOf(archive), target.Version, uncheckedKeys, missingRoles, _compression);
    }

    /// <summary>Plans a restore.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="blocks">Where its data blocks lie; null if it has none.</param>
    /// <param name="options">What to restore.</param>
    /// <param name="target">The server.</param>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.ArchiveTruncated"/>: an entry's data block is missing. <see cref="ErrorCode.ArchiveCodecUnsupported"/>: its names
    /// can't be read. <see cref="ErrorCode.InvalidOption"/>: a pattern means nothing in the archive, or the server
    /// lacks a tablespace that is asked for.
    /// </exception>
    public static RestorePlan Create(Archive archive, BlockIndex? blocks, RestorePlanOptions options, RestoreTarget target)
    {
        archive = ArchiveText.For(archive, target.Encoding);
        var absent = new AbsentExtensions(archive, options, target);
        options = absent.LeaveOut(options);
        var families = new TableFamilies(archive);
        var missingRoles = new MissingRoles(archive, options.RolesOf(archive), target);
        var selection = new EntrySelection(options, target, new LeftOut(archive, families, options, Schedulers.In(archive)), missingRoles);
        var reasons = archive.Entries.ToLookup(selection.ReasonToSkip);
        var uncheckedKeys = new UncheckedKeys(families, [.. reasons[null]], target.Version);
        var refused = reasons[null].ToLookup(uncheckedKeys.IsRefused);

        var plan = new RestorePlanner(archive, families, uncheckedKeys, missingRoles, options, target).Create(
            [.. refused[false]],
            blocks,
            [
                .. reasons.Where(group => group.Key is { Length: > 0 }).SelectMany(group => group.Select(entry => new SkippedEntry(entry, group.Key!))),
                .. refused[true].Select(entry => new SkippedEntry(entry, LeftOut.KeyRows)),
            ]);
        return plan with { Notices = [.. absent.Notices, .. plan.Notices], Obstacles = absent.Obstacles };
    }

    private RestorePlan Create(List<TocEntry> entries, BlockIndex? blocks, List<SkippedEntry> skipped)
    {
        var preData = entries.Where(e => EntryKinds.KindOf(e) == EntryKind.PreData).Select(e => e.DumpId).ToHashSet();
        var early = entries.ToLookup(e => preData.Contains(e.DumpId) || IsRemarkOn(e, preData));
        var tasks = new TaskPlanner(_archive.With(entries), blocks, _jobs, _target.MostParts, StepOf).Plan([.. early[false]]);

        IReadOnlyList<RestoreStep> preDataSteps = [.. early[true].Select(StepOf).Where(step => step.Batches.Count > 0)];

        return new RestorePlan
        {
            Archive = _archive,
            Target = _target,
            SessionStart = SessionStart.For(_archive, _target.Version),
            PreData = preDataSteps,
            Tasks = tasks,
            Skipped = skipped,
            Notices =
            [
                .. _missingTablespaces.Select(name => $"The server has no tablespace {name}: what was in it is now in the database's own."),
                .. SkipNotices.For(skipped, _families),
                .. _missingRoles.NoticesFor([.. entries, .. skipped.Where(s => s.Reason == MissingRoles.Reason).Select(s => s.Entry)]),
                .. SkipNotices.ForUnchecked(entries.Where(_uncheckedKeys.Contains)),
                .. _compression.Notices,
            ],
        };
    }

    private static bool IsRemarkOn(TocEntry entry, HashSet<int> objects) =>
        EntryKinds.KindOf(entry) == EntryKind.Remark && entry.Dependencies.Count > 0 && entry.Dependencies.All(objects.Contains);

    private RestoreStep StepOf(TocEntry entry) => new(entry, SettingsOf(entry), _sql.BatchesOf(entry));

    private SessionSettings SettingsOf(TocEntry entry) => new(
        _archive.SearchPathSql is null ? entry.Namespace : null,
        entry.Tablespace is { } tablespace ? KnownTablespace(tablespace) : null,
        entry is { TableAccessMethod.Length: > 0, RelationKind: not 'p' } ? entry.TableAccessMethod : null);

    private string KnownTablespace(string dumped)
    {
        var name = _options.TablespaceOf(dumped);
        if (name.Length == 0 || _target.Tablespaces.Contains(name)) return name;

        if (name != dumped)
            throw new PgCloneException(
                ErrorCode.InvalidOption, $"The server has no tablespace {name}, which is to take the place of {dumped}.", advice: "Create it, or name another one.");

        _missingTablespaces.Add(name);
        return "";
    }
}
