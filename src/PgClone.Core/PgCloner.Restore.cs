using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Pooling;
using PgClone.Restoring;
using PgClone.Servers.Local;
using PgClone.Storage;

namespace PgClone;

public sealed partial class PgCloner
{
    /// <summary>
    /// Restores a dump into a temporary database, runs the pre-swap hooks on it and puts it in its target's place in one transaction. Whatever
    /// fails before that leaves the target untouched and no database behind.
    /// </summary>
    /// <remarks>
    /// The swap ends the sessions on the target. A second restore into the same target waits as long as it is told while this one runs, and is refused then. What restores left
    /// behind that were killed is dropped first.
    /// </remarks>
    /// <exception cref="PgCloneException">The code says what failed; the target is as it was.</exception>
    public Task<RestoreResult> RestoreAsync(RestoreOptions options, CancellationToken cancellationToken = default) => Of(options) is var (aliased, chosen) ? aliased.RestoreAsync(chosen, cancellationToken) : MeasuredAsync(Telemetry.Restore, options?.Database, async operation =>
    {
        if (LocalSource.IsMeant(options!.Source)) return await RestoreLocalAsync(options, operation, cancellationToken).ConfigureAwait(false);

        var run = await BeginRestoreAsync(options, replaces: true, cancellationToken).ConfigureAwait(false);
        operation.Database = run.Target;
        await using var _ = run.ConfigureAwait(false);

        var held = await run.LockTargetAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = held.ConfigureAwait(false);
        try
        {
            var stamped = await StampedTarget.OpenAsync(run, _clock, settings.DataDirectory, cancellationToken).ConfigureAwait(false);
            if (stamped is not null && await stamped.FindUnchangedAsync(cancellationToken).ConfigureAwait(false) is { } unchanged) return unchanged;

            var temporary = await LayeredRestore.MakeAsync(run, replaces: true, Seen, cancellationToken).ConfigureAwait(false);
            await using var ___ = temporary.ConfigureAwait(false);

            var disposition = new SwapDisposition { KeepsReplaced = run.IsReversible, Current = run.Current };
            run.Notify(await run.Stages.RunAsync(Stage.Swap, run.Target, () => held.SwapAsync(temporary, disposition, cancellationToken)).ConfigureAwait(false));
            var result = run.ToResult(run.Target, operation) with { Previous = temporary.Previous };
            if (stamped is not null) await stamped.NoteAsync(result).ConfigureAwait(false);
            return result;
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.NoConnectionFree)
        {
            throw await held.ExplainAsync(e).ConfigureAwait(false);
        }
    });

    /// <summary>
    /// Restores a dump into a temporary database, runs the pre-swap hooks and hands it out as it is: nothing is swapped, and
    /// <see cref="RestoreOptions.Database"/> only names it for hooks and messages. Dispose what is returned to drop the database.
    /// </summary>
    /// <remarks>
    /// Those of one process share the server's connections: where many are asked for at once, each restores with fewer, or waits up to a minute for
    /// others to be disposed.
    /// </remarks>
    /// <exception cref="PgCloneException">The code says what failed; no database is left behind.</exception>
    public Task<TemporaryRestore> RestoreTemporaryAsync(RestoreOptions options, CancellationToken cancellationToken = default) => RestoreTemporaryAsync(options, null, cancellationToken);

    /// <param name="options">What to restore, and where.</param>
    /// <param name="recipe">How it will be connected to: a clone that is ready will do; null: it will not.</param>
    /// <param name="cancellationToken">Stops; no database is left behind.</param>
    internal Task<TemporaryRestore> RestoreTemporaryAsync(RestoreOptions options, DataSourceRecipe? recipe, CancellationToken cancellationToken) => Of(options) is var (aliased, chosen) ? aliased.RestoreTemporaryAsync(chosen, recipe, cancellationToken) : MeasuredAsync(Telemetry.Restore, options?.Database, async operation =>
    {
        var run = await BeginRestoreAsync(options!, replaces: false, cancellationToken).ConfigureAwait(false);
        operation.Database = run.Target;
        await using var _ = run.ConfigureAwait(false);

        run.Recipe = recipe;
        var temporary = await LayeredRestore.MakeAsync(run, replaces: false, Seen, cancellationToken).ConfigureAwait(false);
        var result = run.ToResult(temporary.Name, operation);
        var origin = new RestoreOrigin(this, options! with { Source = result.Key.Value }, run.ArchiveFingerprint, run.Template);
        return new TemporaryRestore(result, temporary, run.EndWithConnections(), origin) { Connections = run.EndWithReady(), Pushing = run.EndWithPush() };
    });

    private SeenKeys Seen => new(settings.DataDirectory ?? new LocalServerOptions().DataRoot);

    private async Task<RestoreRun> BeginRestoreAsync(RestoreOptions options, bool replaces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);

        var restore = OptionsResolver.Resolve(settings, options);
        var dumpLock = DumpLock.For(restore, settings.BaseDirectory);
        restore = restore with { Source = dumpLock.Source };
        var stages = new StageClock(_progress);
        var engine = await stages.RunAsync(Stage.Open, restore.Source, () => dumpLock.OpenAsync(() => OpenEngineAsync(restore, cancellationToken))).ConfigureAwait(false);
        try
        {
            dumpLock.Check(engine.Manifest);
            var (server, pushing) = await stages.RunAsync(Stage.Server, null, () => GetServerAsync(restore, engine, replaces, cancellationToken)).ConfigureAwait(false);
            HostGuard.CheckRestore(settings, server);
            var run = new RestoreRun(restore, engine, server, stages, _progress, isBudgeted: !replaces) { TemplateLimits = TemplateLimits, Pushing = pushing };
            await ServerGuard.CheckRestoreAsync(server, replaces ? run.Target : null, cancellationToken).ConfigureAwait(false);
            await OriginGuard.CheckAsync(server, engine.Manifest, restore.AllowOrigin, cancellationToken).ConfigureAwait(false);
            if (engine.ManifestNotice is { } ofManifest) run.Notify([ofManifest]);
            if (Catalog.NoticeOf(restore.Source, restore.DumpConfig, engine.Dump.Key) is { } notice) run.Notify([notice]);
            return run;
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IRestoreEngine> OpenEngineAsync(ResolvedRestore restore, CancellationToken cancellationToken)
    {
        var opened = OpenCachedStore(restore.Storage);
        return restore.Engine == RestoreEngine.PgRestore
            ? await PgRestoreEngine.OpenAsync(opened, restore.Source, restore.DumpConfig, restore.PlanOptions, settings.PostgresDirectory, cancellationToken).ConfigureAwait(false)
            : new NativeEngine(await OpenDump.FindAsync(opened, restore.Source, restore.DumpConfig, isForOnePass: true, cancellationToken).ConfigureAwait(false), restore.PlanOptions);
    }
}
