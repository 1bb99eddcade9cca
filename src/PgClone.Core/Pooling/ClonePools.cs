using System.Collections.Concurrent;
using PgClone.Servers;
using PgClone.Templates;

namespace PgClone.Pooling;

/// <summary>The pools of this process. They are closed when nobody has used them for some time, and when the process ends.</summary>
internal static class ClonePools
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(10);

    private static readonly ConcurrentDictionary<(string Server, long Template, string Key, string Recipe), Lazy<ClonePool>> Pools = new();
    private static readonly Timer Idle = new(_ => _ = CloseAsync(DateTime.UtcNow - IdleTime), null, IdleTime, IdleTime);

    // A killed process runs nothing of this: what it made ahead others take over, and what it handed out is dropped by the next command.
    static ClonePools() => AppDomain.CurrentDomain.ProcessExit += (_, _) => End();

    /// <summary>The pool of a template, for those who connect alike.</summary>
    public static ClonePool Get(PostgresServer server, Template template, DataSourceRecipe recipe) => Pools.GetOrAdd(
        (server.GetConnectionString(server.MaintenanceDatabase), template.Oid, template.Marker!.Key, recipe.Identity), _ => new(() => new ClonePool(server, template, recipe))).Value;

    /// <summary>Hands over a clone of a template that was made ahead, and has another made.</summary>
    /// <returns>Null where none is ready, or none is to be.</returns>
    /// <inheritdoc cref="ClonePool.TryTakeAsync"/>
    public static async Task<ReadyClone?> TryTakeAsync(PostgresServer server, Template template, DataSourceRecipe recipe, string target, CancellationToken cancellationToken) =>
        recipe.MostOn(server) > 0 ? await Get(server, template, recipe).TryTakeAsync(target, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Closes the pools, and waits for what is being dropped.</summary>
    /// <param name="unusedSince">Those that nobody has used since then; null: all.</param>
    public static async Task CloseAsync(DateTime? unusedSince = null)
    {
        var closed = Pools.Where(pool => unusedSince is null || pool.Value.Value.LastUse < unusedSince).Where(Pools.TryRemove).ToList();
        await Task.WhenAll(closed.Select(pool => pool.Value.Value.DisposeAsync().AsTask())).ConfigureAwait(false);
        await BackgroundDrops.WhenDoneAsync().ConfigureAwait(false);
    }

    private static void End()
    {
        Idle.Dispose();
        Task.Run(() => CloseAsync()).Wait(EndTime);
    }
}
