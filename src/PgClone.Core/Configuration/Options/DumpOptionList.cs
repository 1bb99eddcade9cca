namespace PgClone.Configuration.Options;

/// <summary>Every choice of a dump. A new one is a property of <see cref="DumpChoices"/> and an entry here. What a restore calls by the same name means the same there.</summary>
internal static class DumpOptionList
{
    private static readonly OptionKind<bool?> Flag = new FlagKind();
    private static readonly OptionKind<IReadOnlyList<string>?> Schemas = new NamesKind("schema");
    private static readonly OptionKind<IReadOnlyList<string>?> Tables = new NamesKind("table");

    public static IReadOnlyList<OptionDefinition<DumpChoices>> All { get; } =
    [
        Option(
            "includeSchemas", Schemas, "Dumps only these schemas and what is in them; `*` and `?` are wildcards.",
            choices => choices.IncludeSchemas, (choices, value) => choices with { IncludeSchemas = value }, flag: "--include-schema"),
        Option(
            "excludeSchemas", Schemas, "Leaves out these schemas, what is in them and what depends on it.",
            choices => choices.ExcludeSchemas, (choices, value) => choices with { ExcludeSchemas = value }, flag: "--exclude-schema"),
        Option(
            "includeTables", Tables, "Dumps only these tables: `schema.table`, with `*` and `?`.",
            choices => choices.IncludeTables, (choices, value) => choices with { IncludeTables = value }, flag: "--include-table"),
        Option(
            "excludeTables", Tables, "Leaves out these tables and what depends on them.",
            choices => choices.ExcludeTables, (choices, value) => choices with { ExcludeTables = value }, flag: "--exclude-table"),
        Option(
            "includeData", Tables, "Dumps only these tables' rows; the other tables are dumped without.",
            choices => choices.IncludeData, (choices, value) => choices with { IncludeData = value }),
        Option(
            "exclude", Tables, "Leaves out these tables' rows, but not the tables: `schema.table`, with `*` and `?`.",
            choices => choices.Exclude, (choices, value) => choices with { Exclude = value }, alias: "--exclude-model"),
        Option(
            "noLargeObjects", Flag, "Leaves out large objects.",
            choices => choices.NoLargeObjects, (choices, value) => choices with { NoLargeObjects = value }, false),
        Option(
            "compress", new CompressionKind(), "How the dump is compressed: `auto`, `none`, `gzip`, `lz4` or `zstd`, and a level behind a colon: `zstd:3`.",
            choices => choices.Compress, (choices, value) => choices with { Compress = value }, CompressionKind.Auto, decidesContent: false),
        Option(
            "snapshot", new TextKind("id"), "Dumps what this snapshot sees: one that `pg_export_snapshot()` gave, in a transaction that is still open.",
            choices => choices.Snapshot, (choices, value) => choices with { Snapshot = value }, defaultText: "one of pg_dump's own", decidesContent: false),
        Option(
            "dumpArguments", new NamesKind("argument"), "Hands more arguments to pg_dump, each with its value in one: `--lock-wait-timeout=5s`. What PgClone sets itself is refused.",
            choices => choices.DumpArguments, (choices, value) => choices with { DumpArguments = value }, flag: "--dump-argument"),
        Option(
            "preDumpHooks", new NamesKind("hook"), "Runs these hooks on the live database first.",
            choices => choices.PreDumpHooks, (choices, value) => choices with { PreDumpHooks = value }, flag: "--pre-dump-hook"),
        Option(
            "noHooks", Flag, "Runs no hook, whichever are chosen.",
            choices => choices.NoHooks, (choices, value) => choices with { NoHooks = value }, false),
    ];

    /// <summary>What is chosen of a dump, as the same choice of a restore.</summary>
    public static RestoreChoices AsRestore(DumpChoices choices) => All.Aggregate(
        new RestoreChoices(),
        (restore, option) => RestoreOptionList.All.FirstOrDefault(same => same.Name == option.Name && same.DecidesContent) is { } same
            ? same.Set(restore, option.Get(choices), option.Name)
            : restore);

    /// <summary>The choices that decide what a dump holds, as people write them, by their names.</summary>
    public static IReadOnlyDictionary<string, string> ContentOf(DumpChoices choices)
    {
        var chosen = All.Where(option => option.DecidesContent && option.Write(choices) is { } text && text != option.Write(option.FillDefault(new DumpChoices())));
        return chosen.ToDictionary(option => option.Name, option => option.Write(choices)!);
    }

    private static TypedOption<DumpChoices, T> Option<T>(
        string name, OptionKind<T> kind, string description, Func<DumpChoices, T> get, Func<DumpChoices, T, DumpChoices> set,
        T? defaultValue = default, string? defaultText = null, string? flag = null, string? alias = null, bool decidesContent = true) =>
        new(name, kind, description, get, set) { DefaultValue = defaultValue, DefaultText = defaultText, Flag = flag, Alias = alias, DecidesContent = decidesContent };
}
