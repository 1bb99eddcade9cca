using Npgsql;
using Xunit;

namespace PgClone.Xunit;

/// <summary>
/// A copy of a fixture's database that one test has to itself. Disposing it drops it, whoever is still connected; where the test failed, and the fixture is to keep the databases of
/// failed tests, it stays, and the test's output says how to connect and what differs.
/// </summary>
/// <remarks>Whether a test failed is known once its method is left: dispose it in the test class's <c>DisposeAsync</c>, as <see cref="PgCloneTest{TFixture}"/> does.</remarks>
public sealed class PgCloneTestDatabase : IAsyncDisposable
{
    private static readonly TimeSpan CompareTime = TimeSpan.FromSeconds(30);

    private readonly PgCloneDatabaseFixture _fixture;
    private readonly PgCloneDatabase _database;
    private bool _hasFailed;
    private int _isDisposed;

    internal PgCloneTestDatabase(PgCloneDatabaseFixture fixture, PgCloneDatabase database)
    {
        _fixture = fixture;
        _database = database;
    }

    /// <inheritdoc cref="PgCloneDatabase.ConnectionString"/>
    public string ConnectionString => _database.ConnectionString;

    /// <inheritdoc cref="PgCloneDatabase.DataSource"/>
    public NpgsqlDataSource DataSource => _database.DataSource;

    /// <inheritdoc cref="PgCloneDatabase.DatabaseName"/>
    public string DatabaseName => _database.DatabaseName;

    /// <inheritdoc cref="PgCloneDatabase.ResetAsync"/>
    public Task ResetAsync(CancellationToken cancellationToken = default) => _database.ResetAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        if (_fixture.KeepFailedTests is { } time && (_hasFailed || TestContext.Current.TestState is { Result: TestResult.Failed })) await KeepAsync(time).ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
        _fixture.Forget(this);
    }

    /// <summary>The same in every run, as it stands in the names of theory rows.</summary>
    public override string ToString() => "its own database";

    /// <summary>Remembers how the test ended: where xunit disposes what it handed to the test, that is not known any more, and the test's output is closed.</summary>
    internal void NoteResult()
    {
        _hasFailed = TestContext.Current.TestState is { Result: TestResult.Failed };
        if (_hasFailed && _fixture.KeepFailedTests is not null) Tell($"The test's database is kept: {_database.Restore.DisplayConnectionString}");
    }

    private async Task KeepAsync(TimeSpan time)
    {
        using var limit = new CancellationTokenSource(CompareTime);
        try
        {
            Tell(await _database.KeepAsync(time, limit.Token).ConfigureAwait(false));
            foreach (var difference in await _fixture.CompareAsync(_database, limit.Token).ConfigureAwait(false)) Tell(difference);
        }
        catch (Exception e)
        {
            Tell($"The test's database could not be kept, or not be compared with a fresh copy: {e.Message}");
        }
    }

    private static void Tell(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine("pgclone: " + text);
        TestContext.Current.SendDiagnosticMessage("pgclone: " + text);
    }
}
