using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Storage;

namespace PgClone;

/// <content>Restores from a database on the server: a copy of it goes the way of every restored dump.</content>
public sealed partial class PgCloner
{
    private async Task<RestoreResult> RestoreLocalAsync(RestoreOptions options, Operation operation, CancellationToken cancellationToken)
    {
        OptionsResolver.CheckLocal(options);
        var restore = OptionsResolver.Resolve(settings, options);
        var target = restore.Database ?? throw OptionsResolver.NoDatabase(settings);
        operation.Database = target;
        var stages = new StageClock(_progress);
        var server = await stages.RunAsync(Stage.Server, null, () => GetServerAsync(restore.Connection, cancellationToken)).ConfigureAwait(false);
        HostGuard.CheckRestore(settings, server);
        await ServerGuard.CheckRestoreAsync(server, target, cancellationToken).ConfigureAwait(false);

        var held = await TargetLock.AcquireAsync(server, target, restore.Wait, cancellationToken).ConfigureAwait(false);
        await using var _ = held.ConfigureAwait(false);
        var source = await LocalSource.FindAsync(server, restore.Source, target, cancellationToken).ConfigureAwait(false);
        // What the target was before needs no migration, unless one is asked for.
        var hooks = source.IsPrevious && options.PreSwapHooks is null && options.Hooks.Count == 0 ? [] : restore.Hooks;
        var notices = new List<string>();
        foreach (var notice in await OrphanReaper.ReapFirstAsync(server, cancellationToken).ConfigureAwait(false)) Notify(notice);

        var temporary = await stages.RunAsync(Stage.Create, target, CopySourceAsync).ConfigureAwait(false);
        await using var __ = temporary.ConfigureAwait(false);
        foreach (var notice in temporary.Notices) Notify(notice);
        // What is kept already stays as it is: it can be gone back to again.
        var current = restore.Choices.Reversible == true && !source.IsReversal
            ? await TemporaryDatabase.CopyAsync(server, target, temporary.Name, source.Marker?.DumpKey, endSessions: true, cancellationToken: cancellationToken).ConfigureAwait(false)
            : null;
        await using var ___ = (current ?? temporary).ConfigureAwait(false);
        if (hooks.Count > 0)
            await stages.RunAsync(Stage.PreSwapHooks, string.Join(", ", hooks.Select(hook => hook.Name)), () =>
                HookRunner.RunAsync(hooks, new HookContext(HookPoint.PreSwap, server, temporary.Name, target), _progress, cancellationToken)).ConfigureAwait(false);

        await held.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await temporary.EnsureLockedAsync(cancellationToken).ConfigureAwait(false);
        var disposition = new SwapDisposition
        {
            Current = current,
            KeepsReplaced = current is not null,
            LeavesKept = restore.Choices.Reversible == true && source.IsReversal,
        };
        foreach (var notice in await stages.RunAsync(Stage.Swap, target, () => DatabaseSwap.SwapAsync(temporary, disposition, cancellationToken)).ConfigureAwait(false)) Notify(notice);
        operation.Bytes = source.Bytes;
        return new(
            new DumpKey(source.Reference, source.Name, "", source.Marker?.Created ?? default, null), target, source.Bytes, 0, 0, stages.Times, [], notices, [],
            server.GetConnectionString(target), server.GetDisplayConnectionString(target)) { Previous = temporary.Previous, IsLocal = true };

        async Task<TemporaryDatabase> CopySourceAsync()
        {
            // A target hands on its own settings and privileges.
            var isNew = !await DatabaseCatalog.HasAsync(server, target, cancellationToken).ConfigureAwait(false);
            var endSessions = source.IsReversal || restore.Choices.EndSessions == true;
            return await TemporaryDatabase.CopyAsync(server, target, source.Name, source.Marker?.DumpKey, endSessions, withProperties: isNew, cancellationToken).ConfigureAwait(false);
        }

        void Notify(string notice)
        {
            notices.Add(notice);
            _progress.Report(new Notice(notice));
        }
    }
}
