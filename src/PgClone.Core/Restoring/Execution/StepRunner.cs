using Npgsql;
using PgClone.Restoring.Planning;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>Runs the SQL of entries, one after the other.</summary>
internal sealed class StepRunner(RoutineRunner routines, NoticeList notices, FailureList failures, RestoreFailure failure)
{
    private const int StepsAtOnce = 32;

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
            var single = group.Length > 1 ? await RunTogetherAsync(session, group, cancellationToken).ConfigureAwait(false) : group;
            foreach (var step in group)
            {
                if (single.Contains(step)) await RunAsync(session, step, cancellationToken).ConfigureAwait(false);
                done(step);
            }
        }
    }

    /// <returns>The steps that are still to be run, one by one.</returns>
    private async Task<IReadOnlyList<RestoreStep>> RunTogetherAsync(RestoreSession session, RestoreStep[] group, CancellationToken cancellationToken)
    {
        try
        {
            if (await session.TryExecuteAsync(group, cancellationToken).ConfigureAwait(false) is not { } refusal) return [];

            // What a session is lost at may be what it is lost by.
            var lostAt = SessionLoss.IsLoss(refusal) ? group.FirstOrDefault(step => step.Batches.Any(batch => batch.Contains(refusal.BatchCommand?.CommandText))) : null;
            if (lostAt is not null) await FailAsync(session, lostAt, StatementsOf(lostAt), refusal, cancellationToken).ConfigureAwait(false);
            else await session.RecoverAsync(RestoreFailure.LossAt(group[0].Entry.Describe(), refusal), cancellationToken).ConfigureAwait(false);
            return [.. group.Where(step => step != lostAt)];
        }
        catch (NpgsqlException e)
        {
            // None of them is certainly there, nor certainly not.
            foreach (var step in group) await FailAsync(session, step, StatementsOf(step), e, cancellationToken).ConfigureAwait(false);
            return [];
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
            await FailAsync(session, step, StatementsOf(step), e, cancellationToken).ConfigureAwait(false);
            return;
        }

        for (var i = 0; i < step.Batches.Count; i++)
        {
            try
            {
                await routines.ExecuteAsync(session, step.Entry, step.Batches[i], cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (BenignFailure.Explain(step.Entry, e) is { } notice)
            {
                notices.Add(notice);
                return;
            }
            catch (NpgsqlException e)
            {
                await FailAsync(session, step, [.. step.Batches.Skip(i).SelectMany(batch => batch)], e, cancellationToken).ConfigureAwait(false);
                return;
            }
        }
    }

    private static IReadOnlyList<string> StatementsOf(RestoreStep step) => [.. step.Batches.SelectMany(batch => batch)];

    /// <param name="session">The session.</param>
    /// <param name="step">The step.</param>
    /// <param name="open">The statements that did not certainly succeed. Of a refused one is known which it is; of a session that is lost is not.</param>
    /// <param name="e">What failed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private Task FailAsync(RestoreSession session, RestoreStep step, IReadOnlyList<string> open, NpgsqlException e, CancellationToken cancellationToken)
    {
        var statement = SessionLoss.IsLoss(e) ? string.Join("; ", open) : e.BatchCommand?.CommandText ?? (open is [var first, ..] ? first : null);
        return failures.AddAsync([session], step.Entry, failure.OfStatement(step.Entry, statement, e), cancellationToken);
    }
}
