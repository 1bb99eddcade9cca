namespace PgClone.Benchmarks.Clones;

/// <summary>Small test classes, one after the other.</summary>
/// <param name="name">Where they have their databases from.</param>
/// <param name="runClassAsync">Gets one a database, runs it and cleans up.</param>
internal sealed class TestSuite(string name, Func<CancellationToken, Task> runClassAsync) : IContender
{
    /// <summary>How many classes there are.</summary>
    public const int Classes = 60;

    public string Name => name;

    public async Task RunAsync(string database, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Classes; i++) await runClassAsync(cancellationToken);
    }
}
