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
