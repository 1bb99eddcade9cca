namespace PgClone.Configuration.Options;

/// <summary>Every choice of a dump. A new one is a property of <see cref="DumpChoices"/> and an entry here.</summary>
internal static class DumpOptionList
{
    public static IReadOnlyList<OptionDefinition<DumpChoices>> All { get; } =
    [
        new TypedOption<DumpChoices, IReadOnlyList<string>?>(
            "exclude", new NamesKind("table"), "Leaves out these tables' rows, but not the tables: `schema.table`, with `*` and `?`.",
            choices => choices.Exclude, (choices, value) => choices with { Exclude = value }) { Alias = "--exclude-model" },
        new TypedOption<DumpChoices, IReadOnlyList<string>?>(
            "preDumpHooks", new NamesKind("hook"), "Runs these hooks on the live database first.",
            choices => choices.PreDumpHooks, (choices, value) => choices with { PreDumpHooks = value }) { Flag = "--pre-dump-hook" },
        new TypedOption<DumpChoices, bool?>(
            "noHooks", new FlagKind(), "Runs no hook, whichever are chosen.",
            choices => choices.NoHooks, (choices, value) => choices with { NoHooks = value }) { DefaultValue = false },
    ];
}
