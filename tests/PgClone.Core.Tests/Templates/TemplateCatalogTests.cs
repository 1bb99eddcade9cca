using PgClone.Databases;
using PgClone.Testing;

namespace PgClone.Templates;

[Collection("Templates")]
public sealed class TemplateCatalogTests(TemplateStore store) : IClassFixture<TemplateStore>
{
    [Fact]
    public async Task A_copy_is_dropped_where_whoever_wanted_it_gives_up_before_its_use_is_noted()
    {
        await store.IsCopyAsync();
        var made = Assert.Single(await store.ListAsync());
        // Within an hour nothing is noted.
        var template = made with { Marker = made.Marker! with { Used = DateTimeOffset.UtcNow.AddHours(-2) } };
        using var stop = new CancellationTokenSource();
        TemporaryDatabase? copy = null;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TemplateCatalog(store.Server).TryCopyAsync(template, CopyAsync, stop.Token));

        Assert.False(await TestServer.ExistsAsync(copy!.Name));

        async Task<TemporaryDatabase> CopyAsync()
        {
            copy = await TemporaryDatabase.CopyAsync(store.Server, "shop", template.Name, store.Key, cancellationToken: TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            return copy;
        }
    }
}
