using PgClone.Databases;
using PgClone.Servers;

namespace PgClone;

/// <summary>
/// A dump restored into a database of its own that nobody else knows. Disposing it ends the sessions in the database and drops it; where
/// that never happens because the process was killed, the next command of PgClone on this server does it.
/// </summary>
public sealed class TemporaryRestore : IAsyncDisposable
{
    private readonly TemporaryDatabase _database;
    private readonly ConnectionShare _share;

    internal TemporaryRestore(RestoreResult result, TemporaryDatabase database, ConnectionShare share)
    {
        Result = result;
        (_database, _share) = (database, share);
    }

    /// <summary>What was restored, and how to connect to it.</summary>
    public RestoreResult Result { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync().ConfigureAwait(false);
        _share.Dispose();
    }
}
