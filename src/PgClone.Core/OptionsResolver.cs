using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Diagnostics;
using PgClone.Dumping;
using PgClone.Hooks;
using PgClone.Restoring.Planning;
using PgClone.Storage;

namespace PgClone;

/// <summary>Settles what is done: an explicit option overrides the named configuration, which overrides the settings.</summary>
internal static class OptionsResolver
{
    /// <summary>The configuration that is used when none is named; it need not be defined.</summary>
    public const string DefaultConfig = DumpKey.DefaultConfig;

    /// <summary>What a dump's key says instead of its configuration's name where explicit options changed what is dumped.</summary>
    public const string CustomConfig = "_custom";

    /// <summary>The hook that a restore runs by itself wherever it is defined.</summary>
    public const string MigrateHook = "migrate";

    public static ResolvedDump Resolve(PgCloneSettings settings, DumpOptions options)
    {
        if (!settings.AllowDump) throw NotAllowed("Dumps", "allowDump");

        var choices = DumpOptionList.All.Merge(options, Find(settings, settings.DumpConfigs, options.Config, "dump"));
        var isCustom = DumpOptionList.All.Any(option => option.DecidesContent && option.Get(options) is not null) || options.Hooks.Count > 0;

        return new ResolvedDump(
            Connection: options.Connection,
            Database: options.Database ?? settings.Database ?? throw NoDatabase(settings),
            Storage: options.Storage,
            ConfigInKey: isCustom ? CustomConfig : options.Config ?? DefaultConfig,
            Choices: choices,
            Content: DumpContent.From(choices),
            Hooks: choices.NoHooks == true ? [] : [.. Hooks(settings, choices.PreDumpHooks ?? []), .. options.Hooks]);
    }

    public static ResolvedRestore Resolve(PgCloneSettings settings, RestoreOptions options)
    {
        if (!settings.AllowRestore) throw NotAllowed("Restores", "allowRestore");

        var choices = RestoreOptionList.All.Merge(options, Find(settings, settings.RestoreConfigs, options.Config, "restore"));
        choices = choices with { Jobs = CheckJobs(choices.Jobs ?? settings.Jobs ?? Math.Clamp(Environment.ProcessorCount, 2, 8)) };
        var byDefault = settings.Hooks.ContainsKey(MigrateHook) ? [MigrateHook] : Array.Empty<string>();

        var resolved = new ResolvedRestore(
            Connection: options.Connection,
            Source: options.Source ?? options.Database ?? settings.Database ?? throw NoDatabase(settings),
            DumpConfig: choices.DumpConfig,
            Database: options.Database ?? settings.Database,
            Storage: options.Storage,
            MaskHooks: [.. Hooks(settings, choices.MaskHooks ?? settings.RestoreConfigs.GetValueOrDefault(DefaultConfig)?.MaskHooks ?? [])],
            Hooks: choices.NoHooks == true ? [] : [.. Hooks(settings, choices.PreSwapHooks ?? byDefault), .. options.Hooks],
            Engine: choices.Engine ?? RestoreEngine.Native,
            Wait: choices.Wait ?? TimeSpan.Zero,
            Latest: choices.Latest ?? false,
            AllowOrigin: choices.AllowOrigin ?? false,
            Choices: choices,
            PlanOptions: RestorePlanOptions.From(choices));
        CheckDumpConfig(resolved.Source, options.DumpConfig);
        if (resolved.Engine == RestoreEngine.PgRestore) CheckPgRestore(resolved.PlanOptions);
        return resolved;
    }

    private static T? Find<T>(PgCloneSettings settings, IReadOnlyDictionary<string, T> configs, string? name, string kind)
        where T : class
    {
        if (configs.TryGetValue(name ?? DefaultConfig, out var config)) return config;
        if (name is null or DefaultConfig) return null;

        var defined = configs.Count == 0 ? "None is defined" : "Defined are: " + string.Join(", ", configs.Keys.Order(StringComparer.Ordinal));
        throw new PgCloneException(ErrorCode.InvalidOption, $"There is no {kind} configuration '{name}'.", why: settings.MissingFile, advice: $"{defined}; see {SettingsLoader.FileName}.");
    }

    private static IEnumerable<IHook> Hooks(PgCloneSettings settings, IEnumerable<string> names) =>
        names.Select(name => HookFactory.Create(name, Definition(settings, name), settings.BaseDirectory));

    private static HookDefinition Definition(PgCloneSettings settings, string name) =>
        settings.Hooks.TryGetValue(name, out var definition)
            ? definition
            : throw new PgCloneException(
                ErrorCode.HookNotFound, $"There is no hook '{name}'.", SettingsLoader.FileName,
                settings.MissingFile ?? (settings.Hooks.Count == 0 ? "None is defined." : "Defined are: " + string.Join(", ", settings.Hooks.Keys.Order(StringComparer.Ordinal)) + "."),
                "Define it under hooks, or name another one.");

    /// <summary>A key wins over a configuration file, but two wishes that exclude each other are a mistake.</summary>
    private static void CheckDumpConfig(string source, string? dumpConfig)
    {
        if (dumpConfig is not null && DumpKey.TryParse(source, out var key) && key.Config != dumpConfig)
            throw new PgCloneException(
                ErrorCode.InvalidOption, $"The dump '{source}' is not of the dump configuration '{dumpConfig}'.",
                advice: "Name either the dump by its key, or a database and a dump configuration.");
    }

    /// <summary>A database of the server is copied whole: nobody shall think that a part was left out, or masked.</summary>
    internal static void CheckLocal(RestoreOptions options)
    {
        if (RestoreOptionList.All.FirstOrDefault(option => (option.DecidesContent || option.Property == nameof(RestoreChoices.MaskHooks)) && option.Get(options) is not null) is { } choice)
            throw new PgCloneException(
                ErrorCode.InvalidOption, $"{choice.Name} can't be chosen for {options.Source}.", why: "A database of the server is copied whole, as it is.",
                advice: $"Leave {choice.Flag} out, or restore a dump.");
    }

    private static int CheckJobs(int jobs) =>
        jobs >= 1 ? jobs : throw new PgCloneException(ErrorCode.InvalidOption, $"The number of jobs must be at least 1, but was {jobs}.");

    private static void CheckPgRestore(RestorePlanOptions options)
    {
        var refused = options.Selection.SchemaPatterns.Any() || options.Selection.TablePatterns.Any() ? "to choose schemas, tables or rows by patterns"
            : options.Selection.ExtensionPatterns.Any() ? "to leave out extensions"
            : options.LeavesOutMissing ? "to leave out extensions that are missing"
            : options.RoleMap.Count > 0 ? "to replace roles"
            : options.TablespaceMap.Count > 0 ? "to replace tablespaces"
            : options.OnError == ErrorPolicy.Continue ? "to go on after an error and name every entry that failed"
            : null;
        if (refused is not null)
            throw new PgCloneException(ErrorCode.InvalidOption, $"pg_restore has no way {refused}.", advice: "Leave the option out, or restore with the engine native.");
    }

    internal static PgCloneException NotAllowed(string what, string setting) => new(
        ErrorCode.NotAllowed, $"{what} are switched off here.", why: $"The setting {setting} is false.",
        advice: $"If this is the right machine, set {setting} to true in {SettingsLoader.FileName} or the environment.");

    internal static PgCloneException NoDatabase(PgCloneSettings settings) => new(
        ErrorCode.InvalidOption, "No database is named.", why: settings.MissingFile,
        advice: $"Name one as an option, as database in {SettingsLoader.FileName}, or in PGCLONE_DATABASE.");
}
