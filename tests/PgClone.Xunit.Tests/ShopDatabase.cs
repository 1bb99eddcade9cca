using PgClone.Testing;

[assembly: AssemblyFixture(typeof(ShopStore))]

namespace PgClone.Xunit;

/// <summary>What a user writes: a fixture that says what to restore.</summary>
public sealed class ShopDatabase(ShopStore store) : PgCloneDatabaseFixture
{
    protected override void Configure(PgCloneFixtureOptions options)
    {
        options.Source = store.Database;
        options.Storage = store.Folder;
        options.Connection = store.Server.GetConnectionString("postgres");
    }
}
