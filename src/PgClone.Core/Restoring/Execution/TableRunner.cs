using System.Collections.Concurrent;
using System.Text;
using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Loads tables. One whose rows the server refuses may be right once all others' rows are there, so it is tried again then; and again, as long as that brings
/// any table in. Meanwhile no table is loaded that computes values by what it may read of others: those would be wrong without a word.
/// </summary>
internal sealed class TableRunner(TableDataLoader loader, NoticeList notices, FailureList failures, RestoreFailure failure)
{
    private readonly ConcurrentDictionary<int, (TocEntry Entry, LoadedRows Loaded)> _loaded = [];
    private readonly ConcurrentQueue<Postponed> _postponed = [];

    /// <summary>The tables that were loaded so far, in the archive's order.</summary>
    public IReadOnlyList<TableRows> TablesOf(Archive archive) =>
        [.. archive.Entries.Where(e => _loaded.ContainsKey(e.DumpId)).Select(e => _loaded[e.DumpId]).Select(l => new TableRows(l.Entry.Namespace ?? "", l.Entry.Tag, l.Loaded.Rows, l.Loaded.Bytes))];

    /// <summary>Loads the tables of a task, those that are postponed aside.</summary>
    /// <returns>Whether there are none of these.</returns>
    public async Task<bool> LoadAsync(IReadOnlyList<RestoreSession> sessions, TableDataTask task, CancellationToken cancellationToken)
    {
        var left = await LoadAsync(sessions, [.. task.Loads.Select(load => new Postponed(task, load, null))], !_postponed.IsEmpty, cancellationToken).ConfigureAwait(false);
        left.ForEach(_postponed.Enqueue);
        return left.Count == 0;
    }

    /// <summary>Tries the tables that are postponed, in the archive's order, while nothing else is loaded. Where none comes in, those that were refused have failed.</summary>
    /// <returns>The tasks that have no postponed tables any more.</returns>
    public async Task<IReadOnlyList<RestoreTask>> TryAgainAsync(RestoreSession session, CancellationToken cancellationToken)
    {
        var tried = _postponed.OrderBy(table => table.Task.Id).ToList();
        _postponed.Clear();
        var left = await LoadAsync([session], tried, isHolding: false, cancellationToken).ConfigureAwait(false);
        if (left.Count == tried.Count)
        {
            foreach (var table in left)
            {
                if (table.Failure is not null) await failures.AddAsync([session], table.Load.Entry, table.Failure, cancellationToken).ConfigureAwait(false);
            }

            left.RemoveAll(table => table.Failure is not null);
        }

        left.ForEach(_postponed.Enqueue);
        return [.. tried.Select(table => table.Task).Except(left.Select(table => table.Task))];
    }

    /// <returns>Those that are to be tried later.</returns>
    private async Task<List<Postponed>> LoadAsync(IReadOnlyList<RestoreSession> sessions, IReadOnlyList<Postponed> tables, bool isHolding, CancellationToken cancellationToken)
    {
        List<Postponed> left = [];
        foreach (var table in tables)
        {
            if (table.Load.ComputesValues && (isHolding || left.Count > 0)) left.Add(table);
            else if (await TryAsync(sessions, table.Load, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                if (table.Failure is null) notices.Add($"{table.Load.Entry.Describe()} is tried again after all other tables, as it was refused at first: {refusal.Why}");
                left.Add(table with { Failure = refusal });
            }
        }

        return left;
    }

    /// <returns>What it failed with, where another time may be right; then none of its rows are there.</returns>
    private async Task<PgCloneException?> TryAsync(IReadOnlyList<RestoreSession> sessions, TableLoad load, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var session in sessions) await session.ApplyAsync(load.Settings, cancellationToken).ConfigureAwait(false);
            _loaded[load.Entry.DumpId] = (load.Entry, await loader.LoadAsync(sessions, load, cancellationToken).ConfigureAwait(false));
            return null;
        }
        catch (PostgresException e) when (MayPassLater(e) && !failures.IsOfExtension(load.Entry, e) && !cancellationToken.IsCancellationRequested)
        {
            var refusal = failure.OfData(load.Entry, e);
            foreach (var session in sessions) await session.RecoverAsync(SessionLoss.Of(refusal), cancellationToken).ConfigureAwait(false);
            return refusal;
        }
        catch (Exception e) when (e is NpgsqlException or IOException or DecoderFallbackException)
        {
            await failures.AddAsync(sessions, load.Entry, failure.OfData(load.Entry, e), cancellationToken).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>What code that looks for another table's rows answers where they are not there: a constraint's refusal, or what it raises.</summary>
    private static bool MayPassLater(PostgresException e) =>
        !SessionLoss.IsLoss(e)
        && (e.SqlState.StartsWith("23", StringComparison.Ordinal)
            || e.SqlState is PostgresErrorCodes.RaiseException or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InternalError);

    /// <param name="Task">The task that it is of.</param>
    /// <param name="Load">The table.</param>
    /// <param name="Failure">What it was refused with the last time; null where it was not tried.</param>
    private sealed record Postponed(TableDataTask Task, TableLoad Load, PgCloneException? Failure);
}
