using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Npgsql;
using PgClone.Archives;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

/// <summary>Runs one task at a time on a session; several sessions may be at work at once.</summary>
internal sealed class TaskRunner(IArchiveSource source, Archive archive, RestorePlanOptions options, NoticeList notices, FailureList failures, RestoreFailure failure)
{
    private const int StepsAtOnce = 32;

    /// <summary>From this cost on a build is worth settings of its own.</summary>
    private const long LargeBuild = 4 * 1024 * 1024;

    /// <summary>How many bytes of rows a byte of a data block is, or more.</summary>
    private const long Compression = 5;

    private readonly BulkSettings _bulk = BulkSettings.Default(options.Jobs);
    private readonly RoutineRunner _routines = new(notices, archive.StandardConformingStrings);
    private readonly TableDataLoader _tables = new(source, archive);
    private readonly LargeObjectLoader _largeObjects = new(source, archive);
    private readonly ConcurrentDictionary<int, (TocEntry Entry, LoadedRows Loaded)> _loaded = [];

    /// <summary>What was loaded so far, in the archive's order.</summary>
    public IReadOnlyList<TableRows> Tables =>
        [.. archive.Entries.Where(e => _loaded.ContainsKey(e.DumpId)).Select(e => _loaded[e.DumpId]).Select(l => new TableRows(l.Entry.Namespace ?? "", l.Entry.Tag, l.Loaded.Rows, l.Loaded.Bytes))];

    /// <summary>Runs a task.</summary>
    /// <param name="sessions">At least one session; more than one only for a task that can make use of them.</param>
    /// <param name="task">The task.</param>
    /// <param name="idle">How many processors nobody needs meanwhile.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task RunAsync(IReadOnlyList<RestoreSession> sessions, RestoreTask task, int idle, CancellationToken cancellationToken) => task switch
    {
        SqlTask sql => BuildAsync(sessions[0], sql, idle, cancellationToken),
        TableDataTask data => LoadTablesAsync(sessions, data, cancellationToken),
        LargeObjectsTask objects => LoadAsync(objects.Entry, () => _largeObjects.LoadAsync(sessions[0], objects, cancellationToken)),
        AnalyzeTask analyze => AnalyzeAsync(sessions[0], analyze.Relations, cancellationToken),
        _ => throw new UnreachableException(),
    };

    /// <summary>Runs steps in order, many at a time: in a schema of thousands of tables the round trips would cost more than the work.</summary>
    /// <param name="session">The session.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="done">Told after each step.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RunAsync(RestoreSession session, IReadOnlyList<RestoreStep> steps, Action<RestoreStep> done, CancellationToken cancellationToken)
    {
        foreach (var group in steps.Chunk(StepsAtOnce))
        {
            // One by one tells which of them failed, and lets the others be.
            var together = group.Length > 1 && await session.TryExecuteAsync(group, cancellationToken).ConfigureAwait(false);
            foreach (var step in group)
            {
                if (!together) await RunAsync(session, step, cancellationToken).ConfigureAwait(false);
                done(step);
            }
        }
    }

    private async Task RunAsync(RestoreSession session, RestoreStep step, CancellationToken cancellationToken)
    {
        try
        {
            await session.ApplyAsync(step.Settings, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            failures.Add(step.Entry, failure.OfStatement(step.Entry, e.BatchCommand?.CommandText, e));
            return;
        }

        foreach (var batch in step.Batches)
        {
            try
            {
                await _routines.ExecuteAsync(session, step.Entry, batch, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (BenignFailure.Explain(step.Entry, e) is { } notice)
            {
                notices.Add(notice);
                return;
            }
            catch (NpgsqlException e)
            {
                failures.Add(step.Entry, failure.OfStatement(step.Entry, e.BatchCommand?.CommandText ?? batch[0], e));
                return;
            }
        }
    }

    private async Task BuildAsync(RestoreSession session, SqlTask task, int idle, CancellationToken cancellationToken)
    {
        if (task.Cost >= LargeBuild)
            await session.ApplyAsync(task.SortedBytes > 0 ? _bulk.ForSort(task.SortedBytes * Compression, idle) : _bulk, cancellationToken).ConfigureAwait(false);
        await RunAsync(session, task.Steps, _ => { }, cancellationToken).ConfigureAwait(false);
    }

    private async Task LoadTablesAsync(IReadOnlyList<RestoreSession> sessions, TableDataTask task, CancellationToken cancellationToken)
    {
        foreach (var load in task.Loads) await LoadAsync(load.Entry, () => LoadTableAsync(sessions, load, cancellationToken)).ConfigureAwait(false);
    }

    private async Task LoadTableAsync(IReadOnlyList<RestoreSession> sessions, TableLoad load, CancellationToken cancellationToken)
    {
        foreach (var session in sessions) await session.ApplyAsync(load.Settings, cancellationToken).ConfigureAwait(false);
        _loaded[load.Entry.DumpId] = (load.Entry, await _tables.LoadAsync(sessions, load, cancellationToken).ConfigureAwait(false));
    }

    private async Task LoadAsync(TocEntry entry, Func<Task> load)
    {
        try
        {
            await load().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or DecoderFallbackException)
        {
            failures.Add(entry, failure.OfData(entry, e));
        }
    }

    /// <summary>Statistics only guide the planner: a copy without them is whole.</summary>
    private async Task AnalyzeAsync(RestoreSession session, IReadOnlyList<string> relations, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(["ANALYZE " + string.Join(", ", relations)], cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException) when (relations.Count > 1)
        {
            foreach (var relation in relations) await AnalyzeAsync(session, [relation], cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            notices.Add(RestoreFailure.OfAnalyze(relations[0], e));
        }
    }
}
