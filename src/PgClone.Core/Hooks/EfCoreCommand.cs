namespace PgClone.Hooks;

/// <summary>EF Core's own ways to apply migrations, as commands.</summary>
internal static class EfCoreCommand
{
    /// <summary>
    /// Goes before what the application reads of its own settings, which is about another database. The password is in the environment.
    /// </summary>
    private static readonly string[] Connection = ["--connection", CommandHook.ConnectionPlaceholder];

    /// <summary><c>dotnet ef</c>, which builds the project first.</summary>
    /// <param name="project">The project with the migrations.</param>
    /// <param name="startupProject">The project that makes the context; null means the same. <c>dotnet ef</c> itself would take what lies in the working directory.</param>
    public static IReadOnlyList<string> OfProject(string project, string? startupProject) =>
        ["dotnet", "ef", "database", "update", "--project", project, "--startup-project", startupProject ?? project, .. Connection];

    /// <summary>A migrations bundle.</summary>
    /// <param name="bundle">Its path from the working directory, where a mere name would be looked for on PATH.</param>
    public static IReadOnlyList<string> OfBundle(string bundle) => [Path.Combine(".", bundle), .. Connection];
}
