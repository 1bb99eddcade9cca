using PgClone.Diagnostics;

namespace PgClone.Xunit;

/// <content>Copies of the database, the way back, and what is kept.</content>
public partial class PgCloneDatabaseFixture
{
    private volatile bool _isToBeKept;

    /// <summary>Makes a copy of the database for one test, as it was when the fixture had started, whatever was done to it since. The fixture is started where nobody has.</summary>
    /// <returns>The copy. Dispose it where the test has ended.</returns>
    /// <inheritdoc cref="StartAsync"/>
    public async Task<PgCloneDatabase> CloneAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        return await Database.CloneAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="PgCloneDatabase.ResetAsync"/>
    public Task ResetAsync(CancellationToken cancellationToken = default) => Database.ResetAsync(cancellationToken);

    /// <inheritdoc cref="PgCloneDatabase.KeepAsync"/>
    public Task<string> KeepAsync(TimeSpan? time = null, CancellationToken cancellationToken = default) => Database.KeepAsync(time, cancellationToken);

    /// <summary>
    /// The same from a test that can't wait: the database is kept for a day once the fixture is disposed, where it would be dropped.
    /// </summary>
    /// <returns>How to connect to it, with no password.</returns>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    /// <exception cref="InvalidOperationException">It has not been started, or what derives from it failed.</exception>
    public string Keep()
    {
        var connection = Database.Restore.DisplayConnectionString;
        _isToBeKept = true;
        return connection;
    }

    private static void Take(PgCloneFixtureOptions _)
    {
    }

    private Task EndAsync() => _isToBeKept ? Database.KeepAsync() : Task.CompletedTask;
}
