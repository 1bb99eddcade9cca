namespace PgClone.Hooks;

/// <summary>A hook as configuration defines it: exactly one of a command, SQL, and EF Core's migrations as a project or a bundle.</summary>
public sealed record HookDefinition
{
    /// <summary>A program and its arguments; no shell is involved.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The file with SQL to run, or the folder with files of it.</summary>
    public string? Sql { get; init; }

    /// <summary>
    /// The project with EF Core migrations, a folder or file, which <c>dotnet ef database update</c> applies. All files in its folder decide what the
    /// hook does.
    /// </summary>
    public string? EfCore { get; init; }

    /// <summary>The project that makes EF Core's context, where it is another one than <see cref="EfCore"/>.</summary>
    public string? StartupProject { get; init; }

    /// <summary>The program that <c>dotnet ef migrations bundle</c> made. Its content decides what the hook does.</summary>
    public string? EfBundle { get; init; }

    /// <summary>More arguments for <c>dotnet ef database update</c> or the bundle.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The program's working directory; null means the settings' folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <inheritdoc cref="CommandHook.ConnectionVariables"/>
    public IReadOnlyList<string>? ConnectionVariables { get; init; }

    /// <inheritdoc cref="IHook.Timeout"/>
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc cref="CommandHook.Inputs"/>
    public IReadOnlyList<string>? Inputs { get; init; }
}
