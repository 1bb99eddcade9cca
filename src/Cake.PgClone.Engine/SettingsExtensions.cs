using PgClone;
using PgClone.Hooks;
using PgClone.Storage;

namespace Cake.PgClone.Engine;

/// <summary>The aliases' settings as the engine's options.</summary>
internal static class SettingsExtensions
{
    public static DumpOptions ToOptions(this PgCloneDumpSettings settings, string directory) => new()
    {
        Database = settings.Database,
        Connection = settings.Connection,
        Storage = StorageFrom(settings, directory),
        Config = settings.Config,
        Exclude = OrNull(settings.Exclude),
        PreDumpHooks = Names(settings.PreDumpHooks),
        Hooks = Delegates(settings.PreDumpHooks),
    };

    public static ListOptions ToOptions(this PgCloneListSettings settings, string directory) => new()
    {
        Database = settings.Database,
        Storage = StorageFrom(settings, directory),
    };

    public static RestoreOptions ToOptions(this PgCloneRestoreSettings settings, string directory) => new()
    {
        Source = settings.Source,
        DumpConfig = settings.DumpConfig,
        Database = settings.Database,
        Connection = settings.Connection,
        Storage = StorageFrom(settings, directory),
        Config = settings.Config,
        IncludeSchemas = OrNull(settings.IncludeSchemas),
        ExcludeSchemas = OrNull(settings.ExcludeSchemas),
        IncludeTables = OrNull(settings.IncludeTables),
        ExcludeTables = OrNull(settings.ExcludeTables),
        IncludeData = OrNull(settings.IncludeData),
        Exclude = OrNull(settings.Exclude),
        SkipSections = OrNull(settings.SkipSections),
        RoleMap = OrNull(settings.RoleMap),
        TablespaceMap = OrNull(settings.TablespaceMap),
        PreSwapHooks = Names(settings.PreSwapHooks),
        Hooks = Delegates(settings.PreSwapHooks),
        Jobs = settings.Jobs,
        Engine = settings.Engine,
        OnError = settings.OnError,
        Wait = settings.Wait,
        NoOwner = settings.NoOwner,
        NoAcl = settings.NoAcl,
        NoComments = settings.NoComments,
        NoPublications = settings.NoPublications,
        NoSubscriptions = settings.NoSubscriptions,
        NoSecurityLabels = settings.NoSecurityLabels,
    };

    private static string? StorageFrom(PgCloneSettings settings, string directory) =>
        settings.Storage is null ? null : DumpStores.Resolve(settings.Storage, directory);

    private static string[]? Names(IEnumerable<PgCloneHook> hooks) => OrNull(hooks.Where(hook => hook.Action is null).Select(hook => hook.Name));

    private static List<IHook> Delegates(IEnumerable<PgCloneHook> hooks)
    {
        var delegates = new List<IHook>();
        foreach (var hook in hooks)
        {
            if (hook.Action is { } action)
                delegates.Add(DelegateHook.WithConnectionString(hook.Name, (connectionString, token) => RunAsync(action, connectionString, token)));
        }

        return delegates;
    }

    /// <summary>Hooks in scripts get no token: a cancelled restore stops waiting for them, and drops the database that they work on.</summary>
    private static Task RunAsync(Func<string, Task> action, string connectionString, CancellationToken cancellationToken) =>
        Task.Run(() => action(connectionString), cancellationToken).WaitAsync(cancellationToken);

    private static Dictionary<string, string>? OrNull(IDictionary<string, string> values) => values.Count == 0 ? null : new(values);

    private static string[]? OrNull(IEnumerable<string> values) => values.ToArray() is { Length: > 0 } array ? array : null;
}
