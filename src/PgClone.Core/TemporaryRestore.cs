using PgClone.Databases;
using PgClone.Pooling;
using PgClone.Servers;

namespace PgClone;

/// <summary>
/// A dump restored into a database of its own that nobody else knows. Disposing it ends the sessions in the database and drops it; where
/// that never happens because the process was killed, the next command of PgClone on this server does it.
/// </summary>
public sealed class TemporaryRestore : IAsyncDisposable
{
    private readonly ConnectionShare _share;

    internal TemporaryRestore(RestoreResult result, TemporaryDatabase database, ConnectionShare share, RestoreOrigin origin)
    {
        (Result, Database, Origin) = (result, database, origin);
        _share = share;
    }

    /// <summary>What was restored, and how to connect to it.</summary>
    public RestoreResult Result { get; }

    internal TemporaryDatabase Database { get; }

    internal RestoreOrigin Origin { get; }

    /// <summary>The ways into it, where they were opened ahead; they are those of who asked for them.</summary>
    internal DatabaseConnections? Connections { get; init; }

    /// <summary>What has to have ended before the process does; it never fails.</summary>
    internal Task Pushing { get; init; } = Task.CompletedTask;

    /// <summary>Gives back the connections that tests of the database would need, as there will be none.</summary>
    /// <returns>The database, which is the caller's from now on.</returns>
    internal TemporaryDatabase Detach()
    {
        _share.Dispose();
        return Database;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync().ConfigureAwait(false);
        _share.Dispose();
        await Pushing.ConfigureAwait(false);
    }
}
