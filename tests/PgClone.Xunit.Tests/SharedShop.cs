using PgClone.Testing;
using PgClone.Xunit;

[assembly: AssemblyFixture(typeof(SharedShop))]

namespace PgClone.Xunit;

/// <summary>One for the whole assembly, with a store that has to be made first.</summary>
public sealed class SharedShop : PgCloneDatabaseFixture
{
    private readonly ShopStore _store = new();
    private int _starts;

    /// <summary>How often it was started.</summary>
    public int Starts => _starts;

    protected override async ValueTask ConfigureAsync(PgCloneFixtureOptions options, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _starts);
        await _store.InitializeAsync();
        options.Source = _store.Key;
        options.Storage = _store.Folder;
        options.Connection = _store.Server.GetConnectionString("postgres");
    }

    protected override ValueTask OnDroppingAsync() => _store.DisposeAsync();
}
