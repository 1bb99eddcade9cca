using System.Collections.Concurrent;

namespace PgClone.Xunit;

/// <summary>
/// Several databases in one fixture, each under its name: those that <c>pgclone.json</c> defines, or that there are dumps of. One is restored when it is first asked for, and
/// dropped with this fixture.
/// </summary>
public class PgCloneDatabases : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, NamedDatabase> _databases = new(StringComparer.Ordinal);

    /// <summary>The database of that name, restored where nobody has asked for it yet.</summary>
    /// <param name="name">As <c>databases</c> in <c>pgclone.json</c> has it, else that of a database that was dumped.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="Diagnostics.PgCloneException">The restore failed; the code says why. It is not tried again.</exception>
    /// <exception cref="InvalidOperationException">What derives from this failed.</exception>
    public async Task<PgCloneDatabaseFixture> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);

        var database = _databases.GetOrAdd(name, static (name, databases) => new NamedDatabase(databases, name), this);
        await database.StartAsync(cancellationToken).ConfigureAwait(false);
        return database;
    }

    /// <summary>Says more of what to restore, and where. The source is the name.</summary>
    protected virtual void Configure(string name, PgCloneFixtureOptions options)
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Task.WhenAll(_databases.Values.Select(database => database.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private sealed class NamedDatabase(PgCloneDatabases databases, string name) : PgCloneDatabaseFixture
    {
        protected override void Configure(PgCloneFixtureOptions options)
        {
            options.Source = name;
            databases.Configure(name, options);
        }
    }
}
