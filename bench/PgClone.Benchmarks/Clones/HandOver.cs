namespace PgClone.Benchmarks.Clones;

/// <summary>PgClone's clones.</summary>
/// <param name="name">What the report calls it.</param>
/// <param name="database">What they are clones of.</param>
internal sealed class HandOver(string name, PgCloneDatabase database) : IContender
{
    private PgCloneDatabase? _clone;

    public string Name => name;

    public async Task RunAsync(string _, CancellationToken cancellationToken)
    {
        _clone = await database.CloneAsync(cancellationToken);
        await TestClass.UseAsync(_clone.DataSource, cancellationToken);
    }

    /// <summary>Drops the last clone, which is no part of the time until a class can begin.</summary>
    public async Task DropAsync()
    {
        if (_clone is not null) await _clone.DisposeAsync();
        _clone = null;
    }
}
