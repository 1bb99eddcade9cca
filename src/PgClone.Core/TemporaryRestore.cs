namespace PgClone;

/// <summary>
/// A dump restored into a database of its own that nobody else knows. Disposing it ends the sessions in the database and drops it; where
/// that never happens because the process was killed, the next command of PgClone on this server does it.
/// </summary>
public sealed class TemporaryRestore : IAsyncDisposable
{
    private readonly IAsyncDisposable _database;

    internal TemporaryRestore(RestoreResult result, IAsyncDisposable database)
    {
        Result = result;
        _database = database;
    }

    /// <summary>What was restored, and how to connect to it.</summary>
    public RestoreResult Result { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
