using PgClone.Hooks;

namespace PgClone.Configuration.Options;

/// <summary>What <c>pgclone.json</c> says of a hook.</summary>
internal static class HookOptionList
{
    public static IReadOnlyList<OptionDefinition<HookDefinition>> All { get; } =
    [
        new TypedOption<HookDefinition, IReadOnlyList<string>?>(
            "command", new NamesKind("word"), "A program and its arguments; no shell is involved.",
            hook => hook.Command, (hook, value) => hook with { Command = value }),
        new TypedOption<HookDefinition, string?>(
            "sql", new PathKind("file"), "A file with SQL to run, or a folder of `*.sql`, which run in the order of their names.",
            hook => hook.Sql, (hook, value) => hook with { Sql = value }),
        new TypedOption<HookDefinition, string?>(
            "workingDirectory", new PathKind("folder"), "The folder that the command runs in.",
            hook => hook.WorkingDirectory, (hook, value) => hook with { WorkingDirectory = value }) { DefaultText = "that of `pgclone.json`" },
        new TypedOption<HookDefinition, IReadOnlyList<string>?>(
            "inputs", new NamesKind("file"), "The files that decide what the command does, from its working directory: files, folders, or patterns such as `Migrations/**/*.cs`.",
            hook => hook.Inputs, (hook, value) => hook with { Inputs = value }),
        new TypedOption<HookDefinition, TimeSpan?>(
            "timeout", new TimeKind(), "How long it may run before it counts as failed: `30s`, `10m`, `1h`.",
            hook => hook.Timeout, (hook, value) => hook with { Timeout = value }) { DefaultText = "as long as it takes" },
    ];
}
