using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Npgsql;
using PgClone.Archives;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

/// <summary>Runs one task at a time on a session; several sessions may be at work at once.</summary>
internal sealed class TaskRunner(IArchiveSource source, Archive archive, BulkSettings bulk, NoticeList notices, FailureList failures, RestoreFailure failure)
{
    /// <summary>From this cost on a build is worth settings of its own.</summary>
    private const long LargeBuild = 4 * 1024 * 1024;

    /// <summary>How many bytes of rows a byte of a data block is, or more.</summary>
    private const long Compression = 5;

    private readonly StepRunner _steps = new(new RoutineRunner(notices, archive.StandardConformingStrings), notices, failures, failure);
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
        LargeObjectsTask objects => LoadAsync(sessions, objects.Entry, () => _largeObjects.LoadAsync(sessions[0], objects, cancellationToken), cancellationToken),
        AnalyzeTask analyze => AnalyzeAsync(sessions[0], analyze.Relations, cancellationToken),
        _ => throw new UnreachableException(),
    };

    /// <summary>Runs steps in order.</summary>
    /// <param name="session">The session.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="done">Told after each step.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task RunAsync(RestoreSession session, IReadOnlyList<RestoreStep> steps, Action<RestoreStep> done, CancellationToken cancellationToken) =>
        _steps.RunAsync(session, steps, done, cancellationToken);

    private async Task BuildAsync(RestoreSession session, SqlTask task, int idle, CancellationToken cancellationToken)
    {
        if (task.Cost >= LargeBuild) await PrepareAsync(session, task, idle, cancellationToken).ConfigureAwait(false);
        await RunAsync(session, task.Steps, _ => { }, cancellationToken).ConfigureAwait(false);
    }

    private async Task PrepareAsync(RestoreSession session, SqlTask task, int idle, CancellationToken cancellationToken)
    {
        try
        {
            await session.ApplyAsync(task.SortedBytes > 0 ? bulk.ForSort(task.SortedBytes * Compression, idle) : bulk, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            await session.RecoverAsync(RestoreFailure.LossAt(task.Name, e), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task LoadTablesAsync(IReadOnlyList<RestoreSession> sessions, TableDataTask task, CancellationToken cancellationToken)
    {
        foreach (var load in task.Loads) await LoadAsync(sessions, load.Entry, () => LoadTableAsync(sessions, load, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task LoadTableAsync(IReadOnlyList<RestoreSession> sessions, TableLoad load, CancellationToken cancellationToken)
    {
        foreach (var session in sessions) await session.ApplyAsync(load.Settings, cancellationToken).ConfigureAwait(false);
        _loaded[load.Entry.DumpId] = (load.Entry, await _tables.LoadAsync(sessions, load, cancellationToken).ConfigureAwait(false));
    }

    private async Task LoadAsync(IReadOnlyList<RestoreSession> sessions, TocEntry entry, Func<Task> load, CancellationToken cancellationToken)
    {
        try
        {
            await load().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or DecoderFallbackException)
        {
            await failures.AddAsync(sessions, entry, failure.OfData(entry, e), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Statistics only guide the planner: a copy without them is whole.</summary>
    private async Task AnalyzeAsync(RestoreSession session, IReadOnlyList<string> relations, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(["ANALYZE " + string.Join(", ", relations)], cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e) when (relations.Count > 1)
        {
            await session.RecoverAsync(RestoreFailure.LossAt("ANALYZE " + string.Join(", ", relations), e), cancellationToken).ConfigureAwait(false);
            foreach (var relation in relations) await AnalyzeAsync(session, [relation], cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            await session.RecoverAsync(RestoreFailure.LossAt("ANALYZE " + string.Join(", ", relations), e), cancellationToken).ConfigureAwait(false);
            notices.Add(RestoreFailure.OfAnalyze(relations[0], e));
        }
    }
}
