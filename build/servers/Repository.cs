namespace PgClone.ServerPackages;

/// <summary>Where things lie in this repository.</summary>
internal static class Repository
{
    /// <summary>The folder of this project.</summary>
    public static string Folder { get; } = Path.Combine(FindRoot(), "build", "servers");

    /// <summary>What is made on the way, and kept for the next time.</summary>
    public static string Artifacts { get; } = Path.Combine(FindRoot(), "artifacts", "servers");

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "PgClone.Build.sln"))) return directory.FullName;
        }

        throw new InvalidDataException($"PgClone.Build.sln was not found above {AppContext.BaseDirectory}.");
    }
}
