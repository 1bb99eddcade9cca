using System.Collections.Concurrent;
using System.Diagnostics;
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
internal sealed class RestoreExecutor(
    PostgresServer server, string database, IArchiveSource source, RestorePlan plan, RestorePlanOptions options, IProgress<ProgressEvent>? listener = null)
{
    private readonly RestoreProgress _progress = new(plan, listener);
    private readonly ConcurrentQueue<EntryTime> _times = [];

    /// <summary>Restores. When it fails, the database holds a part of the archive and is of no use.</summary>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.RestoreStatementFailed"/>, <see cref="ErrorCode.RestoreDataFailed"/>, what reading the archive throws, or what
    /// opening a connection throws.
    /// </exception>
    /// <exception cref="OperationCanceledException">The restore was cancelled; it carries <paramref name="cancellationToken"/>.</exception>
    public async Task<RestoreReport> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        var notices = new NoticeList(listener);
        foreach (var notice in plan.Notices) notices.Add(notice);
        var failures = new FailureList(options.OnError == ErrorPolicy.Continue, listener);
        var bulk = BulkSettings.Default(plan.Target.Memory, options.Jobs);
        var sessions = new SessionPool(
            plan.Archive.HoldsBytes ? server.WithBytesAsText(plan.Archive.EncodingName) : server, database, [.. plan.SessionStart, .. bulk.StatementsFor(server)], notices);
        await using var _ = sessions.ConfigureAwait(false);
        var runner = new TaskRunner(new CountingArchiveSource(source, _progress.AddBytes), plan.Archive, bulk, notices, failures,
            new RestoreFailure(new RestoreAdvisor(plan.Archive, options, plan.Target)));

        try
        {
            _progress.Start();
            await RunPreDataAsync(sessions, runner, cancellationToken).ConfigureAwait(false);
            await RunTasksAsync(sessions, runner, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // The driver tells of a cancelled write as of one that failed.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }

        return new RestoreReport(
            runner.Tables, plan.PreData.Count + plan.Tasks.Sum(task => task.Entries), plan.Skipped, notices.ToList(), failures.ToList(), _progress.Times, [.. _times.OrderByDescending(time => time.Elapsed)]);
    }

    private async Task RunPreDataAsync(SessionPool sessions, TaskRunner runner, CancellationToken cancellationToken)
    {
        var session = await sessions.TakeAsync(cancellationToken).ConfigureAwait(false);
        await runner.RunAsync(session, plan.PreData, step => _progress.Complete(Stage.PreData, step.Entry.DisplayName()), cancellationToken).ConfigureAwait(false);
        sessions.Return(session);
    }

    private async Task RunTasksAsync(SessionPool sessions, TaskRunner runner, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var board = new TaskBoard(plan.Tasks);
        var running = new HashSet<Task<(RestoreTask Task, int Connections)>>();
        var free = options.Jobs;
        try
        {
            while (!board.IsDone)
            {
                while (free > 0 && board.TryTake(out var task))
                {
                    var connections = Math.Min(task.Connections, free);
                    free -= connections;
                    running.Add(RunAsync(task, connections, BulkSettings.IdleProcessors(options.Jobs - free, board.Waiting)));
                }

                var ended = await Task.WhenAny(running).ConfigureAwait(false);
                running.Remove(ended);
                var (done, connectionsBack) = await ended.ConfigureAwait(false);
                free += connectionsBack;
                board.Complete(done);
                _progress.Complete(done.Stage, done.Name, done.Weight);
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        async Task<(RestoreTask Task, int Connections)> RunAsync(RestoreTask task, int connections, int idle)
        {
            if (task is Milestone) return (task, connections);

            var taken = new List<RestoreSession> { await sessions.TakeAsync(stop.Token).ConfigureAwait(false) };
            while (taken.Count < connections && await sessions.TryTakeAsync(stop.Token).ConfigureAwait(false) is { } another) taken.Add(another);
            var start = Stopwatch.GetTimestamp();
            await runner.RunAsync(taken, task, idle, stop.Token).ConfigureAwait(false);
            _times.Enqueue(new EntryTime(task.Stage, task.Name, Stopwatch.GetElapsedTime(start)));
            taken.ForEach(sessions.Return);
            return (task, connections);
        }
    }
}
