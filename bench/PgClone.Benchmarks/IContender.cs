namespace PgClone.Benchmarks;

/// <summary>A way to restore the dump, as a process of its own.</summary>
internal interface IContender
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>Restores into a database of that name, which is not there yet.</summary>
    Task RestoreAsync(string database, CancellationToken cancellationToken);
}
