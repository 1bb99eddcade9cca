using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Npgsql;
using PgClone.Archives;

namespace PgClone.Restoring;

/// <summary>Runs one task at a time on a session; several sessions may be at work at once.</summary>
internal sealed class TaskRunner(IArchiveSource source, Archive archive, RestorePlanOptions options, NoticeList notices)
{
    private const int StepsAtOnce = 32;

    private readonly TableDataLoader _tables = new(source, archive);
    private readonly LargeObjectLoader _largeObjects = new(source, archive);
    private readonly ConcurrentDictionary<int, TocEntry> _passedOver = [];
    private readonly ConcurrentDictionary<int, (TocEntry Entry, LoadedRows Loaded)> _loaded = [];

    /// <summary>What was loaded so far, in the archive's order.</summary>
    public IReadOnlyList<TableRows> Tables =>
        [.. archive.Entries.Where(e => _loaded.ContainsKey(e.DumpId)).Select(e => _loaded[e.DumpId]).Select(l => new TableRows(l.Entry.Namespace ?? "", l.Entry.Tag, l.Loaded.Rows, l.Loaded.Bytes))];

    public Task RunAsync(RestoreSession session, RestoreTask task, CancellationToken cancellationToken) => task switch
    {
        SqlTask sql => RunAsync(session, sql, cancellationToken),
        TableDataTask data => LoadAsync(data.Entry, () => LoadTableAsync(session, data, cancellationToken)),
        LargeObjectsTask objects => LoadAsync(objects.Entry, () => _largeObjects.LoadAsync(session, objects, cancellationToken)),
        AnalyzeTask analyze => AnalyzeAsync(session, analyze, cancellationToken),
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
        // There is nothing to remark on.
        if (EntryKinds.KindOf(step.Entry) == EntryKind.Remark && step.Entry.Dependencies.Any(_passedOver.ContainsKey)) return;

        try
        {
            await session.ApplyAsync(step.Settings, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw RestoreFailure.OfStatement(step.Entry, e.BatchCommand?.CommandText, e);
        }

        foreach (var batch in step.Batches)
        {
            try
            {
                await session.ExecuteAsync(batch, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (BenignFailure.Explain(step.Entry, options, e) is { } notice)
            {
                _passedOver[step.Entry.DumpId] = step.Entry;
                notices.Add(notice);
                return;
            }
            catch (NpgsqlException e)
            {
                throw RestoreFailure.OfStatement(step.Entry, e.BatchCommand?.CommandText ?? batch[0], e);
            }
        }
    }

    private Task RunAsync(RestoreSession session, SqlTask task, CancellationToken cancellationToken) =>
        RunAsync(session, task.Steps, _ => { }, cancellationToken);

    private async Task LoadTableAsync(RestoreSession session, TableDataTask task, CancellationToken cancellationToken)
    {
        await session.ApplyAsync(task.Settings, cancellationToken).ConfigureAwait(false);
        _loaded[task.Entry.DumpId] = (task.Entry, await _tables.LoadAsync(session, task, cancellationToken).ConfigureAwait(false));
    }

    private static async Task LoadAsync(TocEntry entry, Func<Task> load)
    {
        try
        {
            await load().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or DecoderFallbackException)
        {
            throw RestoreFailure.OfData(entry, e);
        }
    }

    /// <summary>Statistics only guide the planner: a copy without them is whole.</summary>
    private async Task AnalyzeAsync(RestoreSession session, AnalyzeTask task, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(["ANALYZE " + task.Relation], cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            notices.Add($"{task.Relation} has no statistics: {RestoreFailure.Reason(e)}");
        }
    }
}
