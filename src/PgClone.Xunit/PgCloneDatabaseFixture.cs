using Npgsql;
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
    private readonly SharedStart _start;
    private PgCloneDatabase? _database;
    private StartFailure? _failure;
    private int _isUsed;
    private int _isStopped;

    /// <summary>Nothing is restored yet: xunit starts a class or collection fixture, <see cref="StartAsync"/> every other.</summary>
    public PgCloneDatabaseFixture() => _start = new SharedStart(StartOnceAsync);

    /// <summary>How to connect to the database. It may hold a password.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    /// <exception cref="InvalidOperationException">It has not been started, or what derives from it failed.</exception>
    public string ConnectionString => Database.ConnectionString;

    /// <summary>Open connections to the database from here: they are pooled, and closed before it is dropped.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    /// <exception cref="InvalidOperationException">It has not been started, or what derives from it failed.</exception>
    public NpgsqlDataSource DataSource => Database.DataSource;

    /// <summary>The database's own, unique name.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    /// <exception cref="InvalidOperationException">It has not been started, or what derives from it failed.</exception>
    public string DatabaseName => Database.DatabaseName;

    /// <summary>What was restored.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    /// <exception cref="InvalidOperationException">It has not been started, or what derives from it failed.</exception>
    public RestoreResult Restore => Database.Restore;

    /// <summary>The dump that is in the database.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    /// <exception cref="InvalidOperationException">It has not been started, or what derives from it failed.</exception>
    public string DumpKey => Database.DumpKey;

    /// <summary>What was passed over, adapted or left behind so far, a sentence each.</summary>
    /// <exception cref="PgCloneException">The restore failed; the code says why.</exception>
    /// <exception cref="InvalidOperationException">It has not been started, or what derives from it failed.</exception>
    public IReadOnlyList<string> Notices => Database.Notices;

    private PgCloneDatabase Database
    {
        get
        {
            if (_database is null || !(_start.IsDone || _start.IsInside)) throw NotThere();
            // Of what was passed over or adapted a test can tell its readers; a fixture has none.
            if (_isUsed == 0 && IsInTest && Interlocked.Exchange(ref _isUsed, 1) == 0) Warn(_database.Restore.Notices);
            return _database;
        }
    }

    /// <summary>Says what to restore, and where. The default is what <c>pgclone.json</c> and the environment say.</summary>
    protected virtual void Configure(PgCloneFixtureOptions options)
    {
    }

    /// <summary>The same where it takes time: a container that has to start first, a secret to fetch. It comes after <see cref="Configure"/>.</summary>
    /// <param name="options">As <see cref="Configure"/> left them.</param>
    /// <param name="cancellationToken">Cancelled when the fixture is disposed.</param>
    protected virtual ValueTask ConfigureAsync(PgCloneFixtureOptions options, CancellationToken cancellationToken) => default;

    /// <summary>
    /// Changes how tests connect: enums and composite types of the database, plugins, logging, keywords of the connection string. Called once the database is restored and
    /// migrated, so that all its types are there; what is given is set up for it. Where it throws, the database is dropped.
    /// </summary>
    protected virtual void ConfigureDataSource(NpgsqlDataSourceBuilder builder)
    {
    }

    /// <summary>
    /// Called when the database can be used, before anybody else has it: <see cref="DataSource"/> is open to it alone. Clones and resets hold what it wrote. Where it throws, the database is dropped, and
    /// every test that asks for it is told.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the fixture is disposed.</param>
    protected virtual ValueTask OnRestoredAsync(CancellationToken cancellationToken) => default;

    /// <summary>Called after the last test, while the database can still be used. Where it throws, xunit reports that, and the database is dropped all the same.</summary>
    protected virtual ValueTask OnDroppingAsync() => default;

    /// <summary>Starts the fixture where nobody has, and waits until its database can be used. Whoever asks while it starts waits for the same start.</summary>
    /// <param name="cancellationToken">Stops the waiting; the start goes on, as others may wait for it.</param>
    /// <exception cref="PgCloneException">The restore failed; the code says why. It is not tried again.</exception>
    /// <exception cref="InvalidOperationException">What derives from it failed.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _start.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_failure is not null) throw _failure.ToException();
    }

    private async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var options = new PgCloneFixtureOptions { Progress = Progress };
            Configure(options);
            await ConfigureAsync(options, cancellationToken).ConfigureAwait(false);
            if (IsOverridden(ConfigureDataSource)) options.ConfigureDataSource += ConfigureDataSource;
            Take(options);
            _database = await PgCloneDatabase.CreateAsync(options, cancellationToken).ConfigureAwait(false);

            await OnRestoredAsync(cancellationToken).ConfigureAwait(false);
            if (IsPrepared && options.Snapshot) await _database.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _failure = new StartFailure(GetType(), e, IsSkip(e));
            if (_database is not null) await _database.DisposeAsync().ConfigureAwait(false);
            _database = null;
        }
    }

    /// <summary>Whether something may have been written after the hooks.</summary>
    private bool IsPrepared => IsOverridden(OnRestoredAsync);

    private static bool IsOverridden(Delegate method) => method.Method.DeclaringType != typeof(PgCloneDatabaseFixture);

    private async Task StopAsync()
    {
        await _start.DisposeAsync().ConfigureAwait(false);
        if (_database is null || Interlocked.Exchange(ref _isStopped, 1) != 0) return;

        await using var _ = _database.ConfigureAwait(false);
        try
        {
            await OnDroppingAsync().ConfigureAwait(false);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    private Exception NotThere() => _failure?.ToException() ?? new InvalidOperationException(
        $"{GetType().Name} has not been started. Where it is an assembly fixture, or lazy, await its StartAsync first: in the test, or in its class's InitializeAsync. "
        + "Or override IsLazy to start it with the run. Where it is a class or collection fixture, xunit starts it.");
}
