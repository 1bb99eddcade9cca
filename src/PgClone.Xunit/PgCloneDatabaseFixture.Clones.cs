using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace PgClone.Xunit;

/// <content>Copies of the database, and the way back.</content>
public partial class PgCloneDatabaseFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<PgCloneTestDatabase, bool> _clones = new();

    /// <summary>Makes a copy of the database for one test, as it was when the fixture had started, whatever was done to it since. The fixture is started where nobody has.</summary>
    /// <returns>The copy. Dispose it, best where the test has ended; what is forgotten is dropped with the fixture.</returns>
    /// <inheritdoc cref="StartAsync"/>
    public async Task<PgCloneTestDatabase> CloneAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        var clone = new PgCloneTestDatabase(this, await Database.CloneAsync(cancellationToken).ConfigureAwait(false));
        _clones.TryAdd(clone, true);
        try
        {
            await ConnectAsync(clone.DataSource, cancellationToken).ConfigureAwait(false);
            return clone;
        }
        catch
        {
            await clone.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="PgCloneDatabase.ResetAsync"/>
    public Task ResetAsync(CancellationToken cancellationToken = default) => Database.ResetAsync(cancellationToken);

    /// <summary>How long the databases of failed tests are kept; null: not at all.</summary>
    internal TimeSpan? KeepFailedTests { get; private set; }

    private void Take(PgCloneFixtureOptions options) => KeepFailedTests = options.KeepFailedTests;

    /// <summary>What a clone holds otherwise than a fresh one, a line each.</summary>
    internal async Task<IEnumerable<string>> CompareAsync(PgCloneDatabase clone, CancellationToken cancellationToken)
    {
        var fresh = await Database.CloneAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = fresh.ConfigureAwait(false);

        var before = await DatabaseContent.ReadAsync(fresh.DataSource, cancellationToken).ConfigureAwait(false);
        return (await DatabaseContent.ReadAsync(clone.DataSource, cancellationToken).ConfigureAwait(false)).CompareTo(before);
    }

    /// <summary>A clone that was disposed needs no more.</summary>
    internal void Forget(PgCloneTestDatabase clone) => _clones.TryRemove(clone, out _);

    /// <summary>
    /// Has a connection in the pool before the test begins: on a server with few, those of the tests before may still be ending, and Npgsql does not wait for one.
    /// </summary>
    private static async Task ConnectAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        for (var start = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await (await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections && Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Drops the clones that tests forgot.</summary>
    private Task EndAsync() => Task.WhenAll(_clones.Keys.Select(clone => clone.DisposeAsync().AsTask()));
}
