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
            "efCore", new PathKind("project"), "A project with EF Core migrations, its folder or file, which `dotnet ef database update` applies; its files decide what the hook does.",
            hook => hook.EfCore, (hook, value) => hook with { EfCore = value }),
        new TypedOption<HookDefinition, string?>(
            "startupProject", new PathKind("project"), "The project that makes EF Core's context.",
            hook => hook.StartupProject, (hook, value) => hook with { StartupProject = value }) { DefaultText = "that with the migrations" },
        new TypedOption<HookDefinition, string?>(
            "efBundle", new PathKind("file"), "A program that `dotnet ef migrations bundle` made.",
            hook => hook.EfBundle, (hook, value) => hook with { EfBundle = value }),
        new TypedOption<HookDefinition, IReadOnlyList<string>?>(
            "arguments", new NamesKind("word"), "More arguments for `dotnet ef database update` or the bundle.",
            hook => hook.Arguments, (hook, value) => hook with { Arguments = value }),
        new TypedOption<HookDefinition, IReadOnlyList<string>?>(
            "connectionVariables", new NamesKind("variable"), "More environment variables that hold the connection string of the hook's database, such as `ConnectionStrings__Shop`.",
            hook => hook.ConnectionVariables, (hook, value) => hook with { ConnectionVariables = value }),
        new TypedOption<HookDefinition, string?>(
            "workingDirectory", new PathKind("folder"), "The folder that the program runs in.",
            hook => hook.WorkingDirectory, (hook, value) => hook with { WorkingDirectory = value }) { DefaultText = "that of `pgclone.json`" },
        new TypedOption<HookDefinition, IReadOnlyList<string>?>(
            "inputs", new NamesKind("file"), "The files that decide what the program does, from its working directory: files, folders, or patterns such as `Migrations/**/*.cs`.",
            hook => hook.Inputs, (hook, value) => hook with { Inputs = value }),
        new TypedOption<HookDefinition, TimeSpan?>(
            "timeout", new TimeKind(), "How long it may run before it counts as failed: `30s`, `10m`, `1h`.",
            hook => hook.Timeout, (hook, value) => hook with { Timeout = value }) { DefaultText = "as long as it takes" },
    ];
}
