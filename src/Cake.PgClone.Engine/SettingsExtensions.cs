using System.Collections;
using PgClone;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Storage;

namespace Cake.PgClone.Engine;

/// <summary>The aliases' settings as the engine's options.</summary>
internal static class SettingsExtensions
{
    public static DumpOptions ToOptions(this PgCloneDumpSettings settings, string directory)
    {
        var options = new DumpOptions
        {
            Database = settings.Database,
            Connection = settings.Connection,
            Storage = StorageFrom(settings, directory),
            Config = settings.Config,
            Hooks = Delegates(settings.PreDumpHooks),
        };
        return (DumpOptions)DumpOptionList.All.Take(options, name => ValueOf(settings, name), "");
    }

    public static ListOptions ToOptions(this PgCloneListSettings settings, string directory) => new()
    {
        Database = settings.Database,
        Storage = StorageFrom(settings, directory),
    };

    public static PruneOptions ToOptions(this PgClonePruneSettings settings, string directory) => new()
    {
        Database = settings.Database,
        DumpConfig = settings.DumpConfig,
        Storage = StorageFrom(settings, directory),
        KeepLast = settings.KeepLast,
        KeepDaily = settings.KeepDaily,
        KeepWeekly = settings.KeepWeekly,
        KeepMonthly = settings.KeepMonthly,
        OlderThan = settings.OlderThan,
        Apply = settings.Apply,
    };

    public static CopyOptions ToOptions(this PgCloneCopySettings settings) => new()
    {
        Name = settings.Name!,
        Database = settings.Database,
        Connection = settings.Connection,
        Replace = settings.Replace,
        EndSessions = settings.EndSessions,
        DryRun = settings.DryRun,
    };

    public static TransferOptions ToOptions(this PgCloneTransferSettings settings, string directory, Func<string?, string, TransferOptions> between)
    {
        var other = settings.Other ?? throw new PgCloneException(ErrorCode.InvalidOption, "The other store is not named.", nameof(settings.Other));
        return between(StorageFrom(settings, directory), DumpStores.Resolve(other, directory)) with { Source = settings.Source, DumpConfig = settings.DumpConfig };
    }

    public static RestoreOptions ToOptions(this PgCloneRestoreSettings settings, string directory)
    {
        var options = new RestoreOptions
        {
            Source = settings.Source,
            Database = settings.Database,
            Connection = settings.Connection,
            Storage = StorageFrom(settings, directory),
            Config = settings.Config,
            Hooks = Delegates(settings.PreSwapHooks),
        };
        return (RestoreOptions)RestoreOptionList.All.Take(options, name => ValueOf(settings, name), "");
    }

    /// <summary>What is empty is as configured, and of the hooks only those are that are named.</summary>
    private static object? ValueOf(PgCloneSettings settings, string property)
    {
        var value = settings.GetType().GetProperty(property)?.GetValue(settings);
        if (value is IEnumerable<PgCloneHook> hooks) value = hooks.Where(hook => hook.Action is null).Select(hook => hook.Name).ToArray();
        return value is ICollection { Count: 0 } ? null : value;
    }

    public static string? StorageFrom(this PgCloneStoreSettings settings, string directory) =>
        settings.Storage is null ? null : DumpStores.Resolve(settings.Storage, directory);

    private static List<IHook> Delegates(IEnumerable<PgCloneHook> hooks)
    {
        var delegates = new List<IHook>();
        foreach (var hook in hooks)
        {
            if (hook.Action is { } action)
                delegates.Add(new DelegateHook(hook.Name, (context, token) => RunAsync(action, context.ConnectionString, token)) { Version = hook.Version });
        }

        return delegates;
    }

    /// <summary>Hooks in scripts get no token: a cancelled restore stops waiting for them, and drops the database that they work on.</summary>
    private static Task RunAsync(Func<string, Task> action, string connectionString, CancellationToken cancellationToken) =>
        Task.Run(() => action(connectionString), cancellationToken).WaitAsync(cancellationToken);
}
