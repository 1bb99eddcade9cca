namespace PgClone.Testing;

/// <summary>Folders of the repository that the tests read.</summary>
public static class RepositoryPaths
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The archives that pg_dump programs of many versions wrote.</summary>
    public static string Archives => Path.Combine(Root, "tests", "Archives");

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "PgClone.Build.sln"))) return directory.FullName;
        }

        throw new InvalidOperationException($"PgClone.Build.sln was not found above {AppContext.BaseDirectory}.");
    }
}
