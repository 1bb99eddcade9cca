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
    private int _isUsed;

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

    private RestoredDatabase Database
    {
        get
        {
            if (_database is null) throw Failure();
            // Of what was passed over or adapted a test can tell its readers; a fixture has none.
            if (_isUsed == 0 && IsInTest && Interlocked.Exchange(ref _isUsed, 1) == 0) Warn(_database.Restore.Notices);
            return _database;
        }
    }

    /// <summary>Says what to restore, and where. The default is what <c>pgclone.json</c> and the environment say.</summary>
    protected virtual void Configure(PgCloneFixtureOptions options)
    {
    }

    /// <summary>
    /// Changes how tests connect: enums and composite types of the database, plugins, logging, keywords of the connection string. Called once the database is restored and
    /// migrated, so that all its types are there; what is given is set up for it. Where it throws, the database is dropped.
    /// </summary>
    protected virtual void ConfigureDataSource(NpgsqlDataSourceBuilder builder)
    {
    }

    /// <summary>Called when the database can be used, before the first test. Where it throws, the database is dropped and xunit fails the tests.</summary>
    /// <param name="cancellationToken">Cancelled when the run is.</param>
    protected virtual ValueTask OnRestoredAsync(CancellationToken cancellationToken) => default;

    /// <summary>Called after the last test, while the database can still be used. Where it throws, xunit reports that, and the database is dropped all the same.</summary>
    protected virtual ValueTask OnDroppingAsync() => default;

    private async Task StartAsync(IProgress<ProgressEvent> progress, CancellationToken cancellationToken)
    {
        try
        {
            var options = new PgCloneFixtureOptions();
            Configure(options);
            if (options.MaxPoolSize < 1) throw new PgCloneException(ErrorCode.InvalidOption, $"MaxPoolSize must be at least 1, but was {options.MaxPoolSize}.");

            var settings = SettingsLoader.Load(options.SettingsDirectory);
            var cloner = new PgCloner(settings with { AllowedHosts = options.AllowedHosts ?? settings.AllowedHosts }, progress);
            var restore = await cloner.RestoreTemporaryAsync(options.ToRestoreOptions(), cancellationToken).ConfigureAwait(false);
            _database = await RestoredDatabase.OpenAsync(restore, options.MaxPoolSize, ConfigureDataSource).ConfigureAwait(false);
        }
        catch (PgCloneException e)
        {
            _failure = e;
            return;
        }

        try
        {
            await OnRestoredAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await _database.DisposeAsync().ConfigureAwait(false);
            _database = null;
            throw;
        }
    }

    private async Task StopAsync()
    {
        if (_database is null) return;

        try
        {
            await OnDroppingAsync().ConfigureAwait(false);
        }
        finally
        {
            await _database.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A fresh exception for each test, with a stack of its own, that says once what happened.</summary>
    private Exception Failure() => _failure is null
        ? new InvalidOperationException($"{GetType().Name} was not initialised: xunit does it for class, collection and assembly fixtures.")
        : new PgCloneException(_failure.Code, _failure.What, _failure.Where, _failure.Why, _failure.Advice);
}
