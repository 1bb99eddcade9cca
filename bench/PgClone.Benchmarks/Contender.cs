namespace PgClone.Benchmarks;

/// <summary>A way to restore the dump, and how long it took each time.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="RestoreAsync">Restores once.</param>
internal sealed record Contender(string Name, Func<Task> RestoreAsync)
{
    public List<double> Seconds { get; } = [];
}
