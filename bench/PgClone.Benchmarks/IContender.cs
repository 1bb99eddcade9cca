namespace PgClone.Benchmarks;

/// <summary>A way to restore or to dump, as a process of its own.</summary>
internal interface IContender
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>Restores into a database of that name, which is not there yet; or dumps the one that is.</summary>
    Task RunAsync(string database, CancellationToken cancellationToken);
}
