namespace PgClone.Benchmarks;

/// <summary>A folder of one test, which the account of a server that root starts can look into.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"pgclone-test-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);
}
