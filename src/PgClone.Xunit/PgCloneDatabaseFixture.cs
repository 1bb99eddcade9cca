using Npgsql;
using PgClone.Configuration;
using PgClone.Diagnostics;

namespace PgClone.Xunit;

/// <summary>
/// Gives tests a database of their own with real data: the latest dump of the configured database, restored and migrated. Use it as a class
/// fixture for a database per test class, or as an assembly fixture for one that all share; derive from it to configure it.
/// </summary>
/// <remarks>
/// The database has a unique name and is dropped with the fixture, which ends the sessions that are still in it. Where the test process was
/// killed, the next use of PgClone on the server drops it. If no database could be made, every test that asks this fixture for one fails
/// with the reason, and the others run.
/// </remarks>
public partial class PgCloneDatabaseFixture
{
    private RestoredDatabase? _database;
    private PgCloneException? _failure;

    /// <summary>How to connect to the database. It may hold a password.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    public string ConnectionString => Database.ConnectionString;

    /// <summary>Open connections to the database from here: they are pooled, and closed before it is dropped.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    public NpgsqlDataSource DataSource => Database.DataSource;

    /// <summary>The database's own, unique name.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    public string DatabaseName => Database.Restore.Database;

    /// <summary>What was restored.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    public RestoreResult Restore => Database.Restore;

    private RestoredDatabase Database =>
        _database
        ?? throw (_failure is null
            ? new InvalidOperationException($"{GetType().Name} was not initialised: xunit does it for class, collection and assembly fixtures.")
            : ForThisTest(_failure));

    /// <summary>Says what to restore, and where. The default is what <c>pgclone.json</c> and the environment say.</summary>
    protected virtual void Configure(PgCloneFixtureOptions options)
    {
    }

    private async Task StartAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        try
        {
            var options = new PgCloneFixtureOptions();
            Configure(options);
            if (options.MaxPoolSize < 1) throw new PgCloneException(ErrorCode.InvalidOption, $"MaxPoolSize must be at least 1, but was {options.MaxPoolSize}.");

            var cloner = new PgCloner(SettingsLoader.Load(options.SettingsDirectory), progress);
            var restore = await cloner.RestoreTemporaryAsync(options.ToRestoreOptions(), cancellationToken).ConfigureAwait(false);
            _database = new RestoredDatabase(restore, options.MaxPoolSize);
        }
        catch (PgCloneException e)
        {
            _failure = e;
        }
    }

    private async Task StopAsync()
    {
        if (_database is not null) await _database.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A fresh exception for each test, with the stack of its own.</summary>
    private static PgCloneException ForThisTest(PgCloneException e) =>
        new(e.Code, e.What, e.Where, e.Why, e.Advice, e);
}
