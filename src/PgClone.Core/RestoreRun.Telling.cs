using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Restoring;
using PgClone.Restoring.Execution;
using PgClone.Templates;

namespace PgClone;

/// <content>What is known of it so far, and told.</content>
internal sealed partial class RestoreRun
{
    private readonly List<string> _notices = [];
    private readonly List<string> _contentNotices = [];
    private RestoreReport? _report;
    private TemplateContent? _copied;

    /// <summary>Whether entries of the dump are missing, where the restore was to go on without them.</summary>
    public bool HasFailures => _report is { Failures.Count: > 0 };

    /// <summary>What is told of the content so far, also where it is copied.</summary>
    public TemplateContent Content => new(
        _copied?.Tables ?? _report!.Tables.Count, _copied?.Rows ?? _report!.Tables.Sum(table => table.Rows), [.. _contentNotices]);

    public void Notify(IEnumerable<string> notices)
    {
        foreach (var notice in notices)
        {
            _notices.Add(notice);
            progress.Report(new Notice(notice));
        }
    }

    /// <param name="database">The name that the restored database has now.</param>
    /// <param name="operation">Is told how much it was.</param>
    public RestoreResult ToResult(string database, Operation operation)
    {
        var content = Content;
        (operation.Bytes, operation.Rows) = (engine.Dump.Length, content.Rows);
        return new(
            engine.Dump.Key,
            database,
            engine.Dump.Length,
            content.Tables,
            content.Rows,
            stages.Times,
            _report?.EntryTimes ?? [],
            _notices,
            _report?.Failures ?? [],
            server.GetConnectionString(database),
            server.GetDisplayConnectionString(database)) { IsCopy = _copied is not null };
    }

    /// <summary>What would be done. Only reads.</summary>
    public async Task<RestorePreview> PreviewAsync(CancellationToken cancellationToken)
    {
        Obstacle[] obstacles =
        [
            .. await TargetObstacles.FindAsync(server, Target, isReplaced: true, cancellationToken).ConfigureAwait(false),
            .. await engine.PlanAsync(server, Jobs, cancellationToken).ConfigureAwait(false),
        ];
        var replaced = await ReplacedDatabase.FindAsync(server, Target, cancellationToken).ConfigureAwait(false);
        return new RestorePreview(
            engine.Dump.Key, engine.Dump.Length, server.DisplayName, server.IsLocal, Target, replaced, Jobs,
            [.. options.AllHooks.Select(hook => hook.Name)],
            [.. _notices, .. LaterDump.Notices(engine.DumpedVersion, server), .. engine.PlannedNotices, .. await KeptDatabases.DescribeLossAsync(server, Target, cancellationToken).ConfigureAwait(false)], [.. obstacles.Select(obstacle => obstacle.ToString())]);
    }

    /// <summary>The result where the target was left as it is.</summary>
    public RestoreResult ToUnchanged(RestoreStamp stamp) => new(
        engine.Dump.Key, Target, engine.Dump.Length, stamp.Tables, stamp.Rows, stages.Times, [], _notices, [],
        server.GetConnectionString(Target), server.GetDisplayConnectionString(Target)) { IsUnchanged = true, Previous = PreviousDatabase.Kept };

    private void NotifyOfContent(IReadOnlyList<string> notices)
    {
        Notify(notices);
        _contentNotices.AddRange(notices);
    }
}
