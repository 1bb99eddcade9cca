using System.Diagnostics;
using Npgsql;
using PgClone.Archives;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

/// <summary>Runs one task at a time on a session; several sessions may be at work at once.</summary>
internal sealed class TaskRunner(IArchiveSource source, Archive archive, PassSchedule? pass, BulkSettings bulk, NoticeList notices, FailureList failures, RestoreFailure failure)
{
    /// <summary>From this cost on a build is worth settings of its own.</summary>
    private const long LargeBuild = 4 * 1024 * 1024;

    /// <summary>How many bytes of rows a byte of a data block is, or more.</summary>
    private const long Compression = 5;

    private readonly StepRunner _steps = new(new RoutineRunner(notices, archive.StandardConformingStrings), notices, failures, failure);
    private readonly TableRunner _tables = new(new TableDataLoader(source, archive, pass), notices, failures, failure);
    private readonly LargeObjectLoader _largeObjects = new(source, archive, pass);

    /// <summary>What was loaded so far, in the archive's order.</summary>
    public IReadOnlyList<TableRows> Tables => _tables.TablesOf(archive);

    /// <summary>Runs a task.</summary>
    /// <param name="sessions">At least one session; more than one only for a task that can make use of them.</param>
    /// <param name="task">The task.</param>
    /// <param name="idle">How many processors nobody needs meanwhile.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether it is done; else it has tables for <see cref="TryAgainAsync"/>.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<RestoreSession> sessions, RestoreTask task, int idle, CancellationToken cancellationToken)
    {
        if (task is TableDataTask data) return await _tables.LoadAsync(sessions, data, cancellationToken).ConfigureAwait(false);

        await (task switch
        {
            SqlTask sql => BuildAsync(sessions[0], sql, idle, cancellationToken),
            LargeObjectsTask objects => LoadAsync(sessions[0], objects, cancellationToken),
            AnalyzeTask analyze => AnalyzeAsync(sessions[0], analyze.Relations, cancellationToken),
            _ => throw new UnreachableException(),
        }).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc cref="TableRunner.TryAgainAsync"/>
    public Task<IReadOnlyList<RestoreTask>> TryAgainAsync(RestoreSession session, CancellationToken cancellationToken) => _tables.TryAgainAsync(session, cancellationToken);

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

    private async Task LoadAsync(RestoreSession session, LargeObjectsTask task, CancellationToken cancellationToken)
    {
        try
        {
            await _largeObjects.LoadAsync(session, task, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            await failures.AddAsync([session], task.Entry, failure.OfData(task.Entry, e), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Statistics only guide the planner: a copy without them is whole.</summary>
    private async Task AnalyzeAsync(RestoreSession session, IReadOnlyList<string> relations, CancellationToken cancellationToken)
    {
        var statement = "ANALYZE " + string.Join(", ", relations);
        try
        {
            await session.ExecuteAsync([statement], cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            await session.RecoverAsync(RestoreFailure.LossAt(statement, e), cancellationToken).ConfigureAwait(false);
            if (relations.Count == 1) notices.Add(RestoreFailure.OfAnalyze(relations[0], e));
            else foreach (var relation in relations) await AnalyzeAsync(session, [relation], cancellationToken).ConfigureAwait(false);
        }
    }
}
