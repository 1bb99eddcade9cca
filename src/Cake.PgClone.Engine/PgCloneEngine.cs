using Cake.Core;
using PgClone;
using PgClone.Configuration;
using PgClone.Diagnostics;

namespace Cake.PgClone.Engine;

/// <summary>The engine as the aliases see it: settings in, Cake's log and exceptions out.</summary>
public sealed class PgCloneEngine : IPgCloneEngine
{
    /// <inheritdoc/>
    public Task<PgCloneDumpResult> DumpAsync(ICakeContext context, PgCloneDumpSettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, directory) =>
        {
            var result = await cloner.DumpAsync(settings.ToOptions(directory), cancellationToken).ConfigureAwait(false);
            return result.ToCake();
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<PgCloneStoredDump>> ListAsync(ICakeContext context, PgCloneListSettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, directory) =>
        {
            var dumps = await cloner.ListAsync(settings.ToOptions(directory), cancellationToken).ConfigureAwait(false);
            return dumps.ToCake();
        });

    /// <inheritdoc/>
    public Task<PgCloneRestoreResult> RestoreAsync(ICakeContext context, PgCloneRestoreSettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, directory) =>
        {
            var result = await cloner.RestoreAsync(settings.ToOptions(directory), cancellationToken).ConfigureAwait(false);
            return result.ToCake();
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<PgClonePrunedDump>> PruneAsync(ICakeContext context, PgClonePruneSettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, directory) =>
        {
            var dumps = await cloner.PruneAsync(settings.ToOptions(directory), cancellationToken).ConfigureAwait(false);
            return dumps.ToCake();
        });

    /// <inheritdoc/>
    public Task<PgCloneVerifyResult> VerifyAsync(ICakeContext context, PgCloneVerifySettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, directory) =>
        {
            var result = await cloner.VerifyAsync(settings.Source, settings.StorageFrom(directory), settings.DumpConfig, cancellationToken).ConfigureAwait(false);
            return result.ToCake();
        });

    /// <inheritdoc/>
    public Task<PgCloneCopyResult> CopyAsync(ICakeContext context, PgCloneCopySettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, _) =>
        {
            var result = await cloner.CopyAsync(settings.ToOptions(), cancellationToken).ConfigureAwait(false);
            return result.ToCake();
        });

    /// <inheritdoc/>
    public Task DropAsync(ICakeContext context, PgCloneDropSettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, _) =>
        {
            await cloner.DropCopyAsync(settings.Name!, settings.Connection, settings.Database, cancellationToken).ConfigureAwait(false);
            return true;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<PgCloneUpdatedLock>> UpdateAsync(ICakeContext context, PgCloneUpdateSettings settings, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, directory) =>
        {
            var updated = await cloner.UpdateAsync(settings.Source, settings.StorageFrom(directory), settings.DumpConfig, cancellationToken).ConfigureAwait(false);
            return updated.ToCake();
        });

    /// <inheritdoc/>
    public Task<PgCloneTransferResult> PushAsync(ICakeContext context, PgCloneTransferSettings settings, CancellationToken cancellationToken) =>
        TransferAsync(context, settings, (storage, other) => new TransferOptions { From = storage, To = other }, cancellationToken);

    /// <inheritdoc/>
    public Task<PgCloneTransferResult> PullAsync(ICakeContext context, PgCloneTransferSettings settings, CancellationToken cancellationToken) =>
        TransferAsync(context, settings, (storage, other) => new TransferOptions { From = other, To = storage }, cancellationToken);

    private static Task<PgCloneTransferResult> TransferAsync(
        ICakeContext context, PgCloneTransferSettings settings, Func<string?, string, TransferOptions> between, CancellationToken cancellationToken) =>
        RunAsync(context, settings, async (cloner, directory) =>
        {
            var result = await cloner.TransferAsync(settings.ToOptions(directory, between), cancellationToken).ConfigureAwait(false);
            return result.ToCake();
        });

    private static async Task<T> RunAsync<T>(ICakeContext context, PgCloneSettings settings, Func<PgCloner, string, Task<T>> work)
    {
        try
        {
            var directory = (settings.WorkingDirectory ?? context.Environment.WorkingDirectory).MakeAbsolute(context.Environment).FullPath;
            var cloner = new PgCloner(SettingsLoader.Load(directory), new CakeProgress(context.Log), new CakeLoggerFactory(context.Log));
            return await work(cloner, directory).ConfigureAwait(false);
        }
        catch (PgCloneException e)
        {
            throw new CakeException(e.Message, e);
        }
    }
}
