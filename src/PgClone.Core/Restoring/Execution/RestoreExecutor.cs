using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Advice;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>Runs a plan against a database.</summary>
/// <param name="server">The server.</param>
/// <param name="database">The database: empty, and nobody else's.</param>
/// <param name="source">The archive.</param>
/// <param name="plan">The plan.</param>
/// <param name="options">What it was made with.</param>
/// <param name="listener">Takes progress events.</param>
/// <param name="isOnePass">Whether the plan was made without knowing where the data blocks lie: they are found, and read, in one pass.</param>
internal sealed class RestoreExecutor(
    PostgresServer server, string database, IArchiveSource source, RestorePlan plan, RestorePlanOptions options, IProgress<ProgressEvent>? listener = null, bool isOnePass = false)
{
    private readonly RestoreProgress _progress = new(plan, listener);
    private readonly ConcurrentQueue<EntryTime> _times = [];

    /// <summary>Restores. When it fails, the database holds a part of the archive and is of no use.</summary>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.RestoreStatementFailed"/>, <see cref="ErrorCode.RestoreDataFailed"/>, <see cref="ErrorCode.SessionLost"/>, <see cref="ErrorCode.ServerRestarted"/>, what reading the archive throws, or what
    /// opening a connection throws.
    /// </exception>
    /// <exception cref="OperationCanceledException">The restore was cancelled; it carries <paramref name="cancellationToken"/>.</exception>
    public async Task<RestoreReport> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        var notices = new NoticeList(listener);
        foreach (var notice in plan.Notices) notices.Add(notice);
        var parts = new ExtensionParts(plan);
        var failures = new FailureList(options.OnError == ErrorPolicy.Continue, listener, parts);
        var bulk = BulkSettings.Default(plan.Target.Memory, options.Jobs);
        var sessions = new SessionPool(
            plan.Archive.HoldsBytes ? server.WithBytesAsText(plan.Archive.EncodingName) : server, database, [.. plan.SessionStart, .. bulk.StatementsFor(server)], notices);
        await using var _ = sessions.ConfigureAwait(false);
        var pass = new ArchivePass(source, plan.Archive);
        await using var __ = pass.ConfigureAwait(false);
        var schedule = isOnePass ? new PassSchedule(pass, Math.Min(options.Jobs, plan.Target.MostParts)) : null;
        var runner = new TaskRunner(new CountingArchiveSource(isOnePass ? pass : source, _progress.AddBytes), plan.Archive, schedule, bulk, notices, failures,
            new RestoreFailure(new RestoreAdvisor(plan.Archive, options, plan.Target)));

        try
        {
            _progress.Start();
            await RunPreDataAsync(sessions, runner, failures, cancellationToken).ConfigureAwait(false);
            await RunTasksAsync(sessions, runner, schedule, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // The driver tells of a cancelled write as of one that failed.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }

        if (parts.Notice is { } left) notices.Add(left);
        return new RestoreReport(
            runner.Tables, plan.PreData.Count + plan.Tasks.Sum(task => task.Entries), plan.Skipped, notices.ToList(), failures.ToList(), _progress.Times, [.. _times.OrderByDescending(time => time.Elapsed)]);
    }

    private async Task RunPreDataAsync(SessionPool sessions, TaskRunner runner, FailureList failures, CancellationToken cancellationToken)
    {
        var session = await sessions.TakeAsync(cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(session, plan.PreData, step => _progress.Complete(Stage.PreData, step.Entry.DisplayName()), cancellationToken).ConfigureAwait(false);
        var isToHaveTables = plan.PreData.Any(step => step.Entry.Type is "TABLE" or "FOREIGN TABLE");
        if (isToHaveTables && !failures.IsEmpty && !await HasTablesAsync(session.Connection, cancellationToken).ConfigureAwait(false)) throw failures.OfNoTables();
        sessions.Return(session);
    }

    private static async Task<bool> HasTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // What initdb makes has lower numbers, and an extension's tables are no part of the dump.
        const string sql = """
            SELECT EXISTS (
                SELECT FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'f') AND c.oid >= 16384
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e'))
            """;
        return (await connection.QueryAsync(sql, [], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];
    }

    private async Task RunTasksAsync(SessionPool sessions, TaskRunner runner, PassSchedule? pass, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var board = new TaskBoard(plan.Tasks, isOnePass: pass is not null);
        var running = new HashSet<Task<(RestoreTask Task, int Connections, bool IsDone)>>();
        Task<(RestoreTask Task, int Connections)>? found = null;
        var free = options.Jobs;
        try
        {
            while (!board.IsDone)
            {
                if (free > 0 && found is { IsCompleted: true })
                {
                    var (reading, connections) = await found.ConfigureAwait(false);
                    found = null;
                    Begin(reading, connections);
                }

                while (free > 0 && board.TryTake(out var next)) Begin(next, next.Connections);
                if (pass is not null && found is null && board.TryTakeReading(out var sought)) found = pass.FindAsync(sought, stop.Token);

                if (running.Count == 0 && found is null)
                {
                    await TryAgainAsync().ConfigureAwait(false);
                    continue;
                }

                // One that is found begins when a connection is free.
                var ended = await Task.WhenAny(found is null || (found.IsCompletedSuccessfully && free == 0) ? running : [.. running, found]).ConfigureAwait(false);
                if (ended == found)
                {
                    await ended.ConfigureAwait(false);
                    continue;
                }

                await EndAsync((Task<(RestoreTask Task, int Connections, bool IsDone)>)ended).ConfigureAwait(false);
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll([.. running, found ?? Task.CompletedTask])).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        void Begin(RestoreTask task, int most)
        {
            var connections = Math.Min(most, free);
            free -= connections;
            running.Add(RunAsync(task, connections, BulkSettings.IdleProcessors(options.Jobs - free, board.Waiting)));
        }

        async Task EndAsync(Task<(RestoreTask Task, int Connections, bool IsDone)> ended)
        {
            running.Remove(ended);
            var (task, connections, isDone) = await ended.ConfigureAwait(false);
            free += connections;
            if (isDone) Complete(task);
            else board.Postpone(task);
        }

        void Complete(RestoreTask task)
        {
            board.Complete(task);
            _progress.Complete(task.Stage, task.Name, task.Weight);
        }

        // Nothing can go on but the tables that were to be tried after all others.
        async Task TryAgainAsync()
        {
            var session = await sessions.TakeAsync(stop.Token).ConfigureAwait(false);
            foreach (var task in await runner.TryAgainAsync(session, stop.Token).ConfigureAwait(false)) Complete(task);
            sessions.Return(session);
        }

        async Task<(RestoreTask Task, int Connections, bool IsDone)> RunAsync(RestoreTask task, int connections, int idle)
        {
            if (task is Milestone) return (task, connections, true);

            var taken = new List<RestoreSession> { await sessions.TakeAsync(stop.Token).ConfigureAwait(false) };
            while (taken.Count < connections && await sessions.TryTakeAsync(stop.Token).ConfigureAwait(false) is { } another) taken.Add(another);
            var start = Stopwatch.GetTimestamp();
            var isDone = await runner.RunAsync(taken, task, idle, stop.Token).ConfigureAwait(false);
            pass?.Release(task);
            _times.Enqueue(new EntryTime(task.Stage, task.Name, Stopwatch.GetElapsedTime(start)));
            taken.ForEach(sessions.Return);
            return (task, connections, isDone);
        }
    }
}
