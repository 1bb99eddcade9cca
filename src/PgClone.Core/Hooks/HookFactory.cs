using PgClone.Diagnostics;

namespace PgClone.Hooks;

/// <summary>Makes hooks of their definitions.</summary>
internal static class HookFactory
{
    /// <param name="name">The hook's name.</param>
    /// <param name="definition">What the configuration says of it.</param>
    /// <param name="baseDirectory">Where relative paths start from, and where commands run.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidConfiguration"/>.</exception>
    public static IHook Create(string name, HookDefinition definition, string baseDirectory) => definition switch
    {
        { Command: [{ Length: > 0 }, ..] command, Sql: null } =>
            new CommandHook(name, command, Path.GetFullPath(definition.WorkingDirectory ?? ".", Path.GetFullPath(baseDirectory))) { Inputs = definition.Inputs, Timeout = definition.Timeout },
        { Command: null, Inputs: not null } => throw new PgCloneException(
            ErrorCode.InvalidConfiguration, $"The hook '{name}' has inputs, but no command.", advice: "Leave the inputs out: what an SQL hook does is in its file."),
        { Command: null, Sql.Length: > 0 } =>
            OfSql(name, Path.GetFullPath(definition.Sql, Path.GetFullPath(baseDirectory)), definition.Timeout),
        _ => throw new PgCloneException(
            ErrorCode.InvalidConfiguration, $"The hook '{name}' has to have either a command or SQL.",
            advice: """Write "command": ["program", "argument"] or "sql": "file.sql"."""),
    };

    private static IHook OfSql(string name, string path, TimeSpan? timeout) =>
        Directory.Exists(path) ? new SqlFolderHook(name, path) { Timeout = timeout } : new SqlFileHook(name, path) { Timeout = timeout };
}
