using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone;

/// <summary>A restore from a database on the server: what it would do, and doing it. A copy of the database goes the way of every restored dump.</summary>
/// <param name="options">What is restored, and how.</param>
/// <param name="runsOnPrevious">Whether the hooks were chosen for this restore: what the target was before needs no migration, unless one is asked for.</param>
/// <param name="target">The database that is restored into.</param>
/// <param name="server">The server.</param>
/// <param name="stages">The stages' clock.</param>
/// <param name="progress">Is told of notices and hooks.</param>
internal sealed class LocalRestore(
    ResolvedRestore options, bool runsOnPrevious, string target, PostgresServer server, StageClock stages, IProgress<ProgressEvent> progress)
{
    private readonly List<string> _notices = [];

    private bool IsReversible => options.Choices.Reversible == true;

    /// <summary>What would be done. Only reads.</summary>
    /// <exception cref="PgCloneException">There is no such source.</exception>
    public async Task<RestorePreview> PreviewAsync(CancellationToken cancellationToken)
    {
        var source = await LocalSource.FindAsync(server, options.Source, target, cancellationToken).ConfigureAwait(false);
        var obstacles = await TargetObstacles.FindAsync(server, target, isReplaced: true, cancellationToken).ConfigureAwait(false);
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var strategy = await CloneStrategy.ChooseAsync(connection, server.Version, cancellationToken).ConfigureAwait(false);
        var sessions = await DatabaseSessions.DescribeAsync(connection, source.Name, cancellationToken).ConfigureAwait(false);
        var lost = LeavesKept(source) ? [] : await KeptDatabases.DescribeLossAsync(server, target, cancellationToken).ConfigureAwait(false);

        if (sessions.Count > 0 && !EndsSessions(source))
            obstacles = [.. obstacles, new(ErrorCode.SourceInUse, $"\"{source.Name}\" is in use: {string.Join("; ", sessions)}.", "Close these sessions, or have them ended (--end-sessions).")];
        return new RestorePreview(
            KeyOf(source), source.Bytes, server.DisplayName, server.IsLocal, target, await ReplacedDatabase.FindAsync(server, target, cancellationToken).ConfigureAwait(false),
            Jobs: 1, [.. HooksFor(source).Select(hook => hook.Name)],
            [$"\"{source.Name}\" would be copied by {strategy.Text}: {strategy.Reason}.", .. lost], [.. obstacles.Select(obstacle => obstacle.ToString())]) { IsLocal = true };
    }

    /// <summary>Copies, runs the hooks and swaps.</summary>
    /// <param name="operation">Is told how much it was.</param>
    /// <param name="cancellationToken">Stops; the target is as it was.</param>
    /// <exception cref="PgCloneException">The code says what failed; the target is as it was.</exception>
    public async Task<RestoreResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var held = await TargetLock.AcquireAsync(server, target, options.Wait, cancellationToken).ConfigureAwait(false);
        await using var _ = held.ConfigureAwait(false);
        var source = await LocalSource.FindAsync(server, options.Source, target, cancellationToken).ConfigureAwait(false);
        Obstacle.Refuse(await TargetObstacles.FindAsync(server, target, isReplaced: true, cancellationToken).ConfigureAwait(false), target, server.DisplayName);
        Notify(await OrphanReaper.ReapFirstAsync(server, cancellationToken).ConfigureAwait(false));

        var temporary = await stages.RunAsync(Stage.Create, target, () => CopyAsync(source, cancellationToken)).ConfigureAwait(false);
        await using var __ = temporary.ConfigureAwait(false);
        Notify(temporary.Notices);
        // What is kept already stays as it is: it can be gone back to again.
        var current = IsReversible && !source.IsReversal
            ? await TemporaryDatabase.CopyAsync(server, target, temporary.Name, source.Marker?.DumpKey, endSessions: true, cancellationToken: cancellationToken).ConfigureAwait(false)
            : null;
        await using var ___ = (current ?? temporary).ConfigureAwait(false);
        if (HooksFor(source) is { Count: > 0 } hooks)
            await stages.RunAsync(Stage.PreSwapHooks, string.Join(", ", hooks.Select(hook => hook.Name)), () =>
                HookRunner.RunAsync(hooks, new HookContext(HookPoint.PreSwap, server, temporary.Name, target) { Notify = notice => Notify([notice]) }, progress, cancellationToken)).ConfigureAwait(false);

        var disposition = new SwapDisposition { Current = current, KeepsReplaced = current is not null, LeavesKept = LeavesKept(source) };
        Notify(await stages.RunAsync(Stage.Swap, target, () => held.SwapAsync(temporary, disposition, cancellationToken)).ConfigureAwait(false));
        operation.Bytes = source.Bytes;
        return new(
            KeyOf(source), target, source.Bytes, 0, 0, stages.Times, [], _notices, [],
            server.GetConnectionString(target), server.GetDisplayConnectionString(target)) { Previous = temporary.Previous, IsLocal = true };
    }

    private async Task<TemporaryDatabase> CopyAsync(LocalSource source, CancellationToken cancellationToken)
    {
        // A target hands on its own settings and privileges.
        var isNew = !await DatabaseCatalog.HasAsync(server, target, cancellationToken).ConfigureAwait(false);
        return await TemporaryDatabase.CopyAsync(server, target, source.Name, source.Marker?.DumpKey, EndsSessions(source), withProperties: isNew, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private bool LeavesKept(LocalSource source) => IsReversible && source.IsReversal;

    private bool EndsSessions(LocalSource source) => source.IsReversal || options.Choices.EndSessions == true;

    private IReadOnlyList<IHook> HooksFor(LocalSource source) => source.IsPrevious && !runsOnPrevious ? [] : options.Hooks;

    private static DumpKey KeyOf(LocalSource source) => new(source.Reference, source.Name, "", source.Marker?.Created ?? default, null);

    private void Notify(IReadOnlyList<string> notices)
    {
        _notices.AddRange(notices);
        foreach (var notice in notices) progress.Report(new Notice(notice));
    }
}
