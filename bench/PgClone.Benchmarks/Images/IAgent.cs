namespace PgClone.Benchmarks.Images;

/// <summary>A way to come by a database on a machine that has no server yet.</summary>
internal interface IAgent
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>Begins with nothing, and ends with a query's answer.</summary>
    Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Removes all that the run left, which is not measured.</summary>
    Task TidyAsync();
}
