using PgClone.Testing;

namespace PgClone.Xunit;

/// <summary>A fixture with work of its own after the restore and before the drop.</summary>
internal sealed class HookedFixture(ShopStore store) : PgCloneDatabaseFixture
{
    public string? Name { get; private set; }

    public long RowsAfterRestore { get; private set; }

    public long RowsBeforeDrop { get; private set; }

    public bool FailsAfterRestore { get; init; }

    public bool FailsBeforeDrop { get; init; }

    protected override void Configure(PgCloneFixtureOptions options)
    {
        options.Source = store.Key;
        options.Storage = store.Folder;
        options.Connection = store.Server.GetConnectionString("postgres");
    }

    protected override async ValueTask OnRestoredAsync(CancellationToken cancellationToken)
    {
        Name = DatabaseName;
        RowsAfterRestore = await CountAsync();
        if (FailsAfterRestore) throw new InvalidOperationException("After the restore.");
    }

    protected override async ValueTask OnDroppingAsync()
    {
        RowsBeforeDrop = await CountAsync();
        if (FailsBeforeDrop) throw new InvalidOperationException("Before the drop.");
    }

    private async Task<long> CountAsync()
    {
        await using var count = DataSource.CreateCommand("SELECT count(*) FROM orders");
        return (long)(await count.ExecuteScalarAsync(CancellationToken.None))!;
    }
}
