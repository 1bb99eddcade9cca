using Xunit;

namespace PgClone.Xunit;

/// <summary>The base of a test class each of whose tests has a database of its own: a copy of the fixture's, made before the test and dropped after it.</summary>
/// <typeparam name="TFixture">The fixture that is copied; xunit hands it to the test class, which asks for it as a class, collection or assembly fixture.</typeparam>
/// <param name="fixture">The fixture. It is started where it is lazy.</param>
public abstract class PgCloneTest<TFixture>(TFixture fixture) : IAsyncLifetime
    where TFixture : PgCloneDatabaseFixture
{
    private PgCloneTestDatabase? _database;

    /// <summary>The fixture, whose database all tests share.</summary>
    protected TFixture Fixture { get; } = fixture;

    /// <summary>The test's own database.</summary>
    /// <exception cref="InvalidOperationException">It is not there yet: xunit makes it after the constructor.</exception>
    protected PgCloneTestDatabase Database => _database ?? throw new InvalidOperationException("The test's database is made after its class's constructor, in InitializeAsync.");

    /// <summary>Makes the database. What overrides this calls it first.</summary>
    public virtual async ValueTask InitializeAsync() =>
        _database = await Fixture.CloneAsync(TestContext.Current.CancellationToken).ConfigureAwait(false);

    /// <summary>Drops the database, or keeps it if the test failed and the fixture says so. What overrides this calls it last.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_database is not null) await _database.DisposeAsync().ConfigureAwait(false);
    }
}
