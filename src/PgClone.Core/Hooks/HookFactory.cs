using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>Makes hooks of their definitions.</summary>
internal static class HookFactory
{
    /// <param name="name">The hook's name.</param>
    /// <param name="definition">What the configuration says of it.</param>
    /// <param name="baseDirectory">Where relative paths start from, and where commands run.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>.</exception>
    public static IHook Create(string name, HookDefinition definition, string baseDirectory)
    {
        CheckKind(name, definition);
        CheckMore(name, definition);

        var root = Path.GetFullPath(baseDirectory);
        return definition.Sql is { } sql ? OfSql(name, Path.GetFullPath(sql, root), definition.Timeout) : OfProgram(name, definition, root);
    }

    private static void CheckKind(string name, HookDefinition definition)
    {
        string?[] kinds = [definition.Command is { } command ? command.FirstOrDefault("") : null, definition.Sql, definition.EfCore, definition.EfBundle];
        if (kinds.OfType<string>().ToList() is not [{ Length: > 0 }])
            throw new PgCloneException(
                ErrorCode.InvalidConfiguration, $"The hook '{name}' has to have exactly one of a command, SQL, and EF Core's migrations.",
                advice: """Write "command": ["program", "argument"], "sql": "file.sql", "efCore": "src/Project" or "efBundle": "artifacts/efbundle".""");
    }

    /// <summary>What would be passed over is most likely meant for something.</summary>
    private static void CheckMore(string name, HookDefinition definition)
    {
        var (isSql, isEf) = (definition.Sql is not null, definition.EfCore is not null || definition.EfBundle is not null);
        var refused = isSql && definition.Inputs is not null ? ("inputs", "what an SQL hook does is in its file.")
            : isSql && definition.ConnectionVariables is not null ? ("connectionVariables", "an SQL hook is no program that could read them.")
            : !isEf && definition.Arguments is not null ? ("arguments", "they are for EF Core; those of a command stand in it.")
            : definition.EfCore is null && definition.StartupProject is not null ? ("startupProject", "it is for a project with EF Core's migrations.")
            : definition.ConnectionVariables is { } variables && variables.Any(variable => variable.Length == 0 || variable.Contains('=', StringComparison.Ordinal))
                ? ("such connectionVariables", "a variable's name is not empty and has no equals sign.")
            : default((string What, string Why)?);
        if (refused is { } mistake)
            throw new PgCloneException(ErrorCode.InvalidConfiguration, $"The hook '{name}' can't have {mistake.What}.", advice: $"Leave them out: {mistake.Why}");
    }

    private static IHook OfSql(string name, string path, TimeSpan? timeout) =>
        Directory.Exists(path) ? new SqlFolderHook(name, path) { Timeout = timeout } : new SqlFileHook(name, path) { Timeout = timeout };

    private static CommandHook OfProgram(string name, HookDefinition definition, string root)
    {
        var folder = Path.GetFullPath(definition.WorkingDirectory ?? ".", root);
        var (command, decidedBy) = definition switch
        {
            { EfCore: { } project } => (EfCoreCommand.OfProject(project, definition.StartupProject), FolderOf(project, folder)),
            { EfBundle: { } bundle } => (EfCoreCommand.OfBundle(bundle), bundle),
            _ => (definition.Command!, null),
        };
        return new CommandHook(name, [.. command, .. definition.Arguments ?? []], folder)
        {
            Inputs = decidedBy is null ? definition.Inputs : [decidedBy, .. definition.Inputs ?? []],
            ConnectionVariables = definition.ConnectionVariables ?? [],
            Timeout = definition.Timeout,
        };
    }

    private static string FolderOf(string project, string workingDirectory) =>
        File.Exists(Path.GetFullPath(project, workingDirectory)) ? Path.Combine(".", Path.GetDirectoryName(project)!) : project;
}
