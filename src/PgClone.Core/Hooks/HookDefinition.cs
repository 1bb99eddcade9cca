namespace PgClone.Hooks;

/// <summary>A hook as configuration defines it: exactly one of a command and SQL.</summary>
public sealed record HookDefinition
{
    /// <summary>A program and its arguments; no shell is involved.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The file with SQL to run, or the folder with files of it.</summary>
    public string? Sql { get; init; }

    /// <summary>The command's working directory; null means the settings' folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <inheritdoc cref="IHook.Timeout"/>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc cref="CommandHook.Inputs"/>
    public IReadOnlyList<string>? Inputs { get; init; }
}
