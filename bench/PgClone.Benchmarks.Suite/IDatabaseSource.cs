namespace PgClone.Benchmarks.Suite;

/// <summary>Makes a database for each test class.</summary>
public interface IDatabaseSource : IAsyncDisposable
{
    /// <summary>What has to be there before the first.</summary>
    Task StartAsync();

    /// <summary>A database with the dump in it.</summary>
    Task<IOwnDatabase> CreateAsync();
}
