namespace PgClone.Testing;

/// <summary>Which assemblies .NET processes load, and those that they start.</summary>
public sealed class LoadedAssemblies : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-loaded-");

    /// <summary>What such a process needs in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(LoadedAssemblies).Assembly.Location, ["PGCLONE_TEST_LOADED"] = _folder.FullName,
    };

    /// <summary>The names of all that the processes loaded that have ended since this was last asked.</summary>
    public IReadOnlyCollection<string> Take()
    {
        var files = _folder.GetFiles();
        var names = files.SelectMany(file => File.ReadAllLines(file.FullName)).ToHashSet();
        foreach (var file in files) file.Delete();
        return names;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
