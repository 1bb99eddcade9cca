using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;

namespace PgClone;

/// <content>Restores from a database on the server.</content>
public sealed partial class PgCloner
{
    private async Task<RestoreResult> RestoreLocalAsync(RestoreOptions options, Operation operation, CancellationToken cancellationToken)
    {
        operation.Database = options.Database ?? settings.Database;
        var restore = await BeginLocalRestoreAsync(options, cancellationToken).ConfigureAwait(false);
        return await restore.RunAsync(operation, cancellationToken).ConfigureAwait(false);
    }

    private async Task<LocalRestore> BeginLocalRestoreAsync(RestoreOptions options, CancellationToken cancellationToken)
    {
        OptionsResolver.CheckLocal(options);
        var restore = OptionsResolver.Resolve(settings, options);
        var target = restore.Database ?? throw OptionsResolver.NoDatabase(settings);
        var stages = new StageClock(_progress);
        var server = await stages.RunAsync(Stage.Server, null, () => GetServerAsync(restore.Connection, cancellationToken)).ConfigureAwait(false);
        HostGuard.CheckRestore(settings, server);
        await ServerGuard.CheckRestoreAsync(server, target, cancellationToken).ConfigureAwait(false);
        return new LocalRestore(restore, options.PreSwapHooks is not null || options.Hooks.Count > 0, target, server, stages, _progress);
    }
}
