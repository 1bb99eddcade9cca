using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone;

public sealed class PgClonerAliasTests(ShopStore store) : IClassFixture<ShopStore>
{
    private readonly string _target = TestServer.UniqueName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restore_goes_from_the_database_of_one_name_into_that_of_another()
    {
        var cloner = await ClonerAsync();

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = "prod", Database = "local" }, Token);

        Assert.Equal((store.Key, _target), (result.Key.Value, result.Database));
        await DropAsync();
    }

    [Fact]
    public async Task The_name_of_the_source_alone_means_its_own_database_and_what_that_forbids_holds()
    {
        var cloner = await ClonerAsync();

        var one = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(new RestoreOptions { Source = "prod" }, Token));
        var other = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreTemporaryAsync(new RestoreOptions { Source = "prod", Database = "x" }, Token));

        Assert.Equal((ErrorCode.NotAllowed, ErrorCode.NotAllowed), (one.Code, other.Code));
    }

    [Fact]
    public async Task Dumps_are_listed_read_and_made_under_the_databases_own_name()
    {
        var cloner = await ClonerAsync();
        await cloner.RestoreAsync(new RestoreOptions { Source = "prod", Database = "local" }, Token);

        Assert.Contains(await cloner.ListAsync(new ListOptions { Database = "prod" }, Token), dump => dump.Key.Value == store.Key);
        Assert.Equal(store.Key, (await cloner.VerifyAsync("prod", cancellationToken: Token)).Key.Value);
        Assert.Equal(store.Key, (await cloner.InspectAsync("prod", cancellationToken: Token)).Key.Value);
        Assert.Equal(_target, (await cloner.DumpAsync(new DumpOptions { Database = "local" }, Token)).Key.Database);
        Assert.Equal(_target, Assert.Single(await cloner.PruneAsync(new PruneOptions { Database = "local", KeepLast = 1 }, Token)).Key.Database);
        await DropAsync();
    }

    [Fact]
    public async Task Copies_and_what_else_is_done_on_a_server_go_to_the_server_of_the_database_that_is_named()
    {
        var nowhere = new DatabaseDefinition { Connection = "Host=127.0.0.1;Port=1" };
        var cloner = await ClonerAsync(("default", nowhere), ("forbidden", new DatabaseDefinition { AllowCopy = false }));
        await cloner.RestoreAsync(new RestoreOptions { Source = "prod", Database = "local" }, Token);
        var copy = _target + "_copy";

        var made = await cloner.CopyAsync(new CopyOptions { Name = ":" + copy, Database = "local" }, Token);
        Assert.Equal((copy, _target), (made.Name, made.Database));
        Assert.Contains(await cloner.ListLocalAsync(database: "local", cancellationToken: Token), database => database.Name == copy);
        Assert.NotNull(await cloner.ListTemplatesAsync(database: "local", cancellationToken: Token));
        Assert.DoesNotContain(copy, await cloner.ReapAsync(dryRun: true, database: "local", cancellationToken: Token));
        Assert.Empty(await cloner.DropTemplatesAsync("local", cancellationToken: Token));
        var elsewhere = await Assert.ThrowsAsync<PgCloneException>(() => cloner.ListLocalAsync(cancellationToken: Token));
        var forbidden = await Assert.ThrowsAsync<PgCloneException>(() => cloner.DropCopyAsync(copy, database: "forbidden", cancellationToken: Token));
        await cloner.DropCopyAsync(":" + copy, database: "local", cancellationToken: Token);

        Assert.Equal((ErrorCode.ServerUnreachable, ErrorCode.NotAllowed), (elsewhere.Code, forbidden.Code));
        Assert.False(await TestServer.ExistsAsync(copy));
        await DropAsync();
    }

    [Fact]
    public async Task A_key_is_looked_for_where_the_default_database_has_its_dumps()
    {
        var cloner = await ClonerAsync(("default", new DatabaseDefinition { Database = _target, Storage = store.Folder }));

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = store.Key }, Token);

        Assert.Equal(_target, result.Database);
        await DropAsync();
    }

    private async Task<PgCloner> ClonerAsync(params (string Name, DatabaseDefinition Database)[] more)
    {
        var connection = store.Server.GetConnectionString("postgres");
        var databases = new Dictionary<string, DatabaseDefinition>
        {
            ["prod"] = new() { Database = store.Database, Storage = store.Folder, Connection = connection, AllowRestore = false },
            ["local"] = new() { Database = _target },
        };
        foreach (var (name, database) in more) databases[name] = database;
        // Dumps of "local" lie in a folder of their own, below the base.
        return await store.CreateClonerAsync(settings => settings with { Databases = databases, Storage = _target });
    }

    private Task DropAsync() => TestServer.ExecuteAsync("postgres", $"DROP DATABASE {_target}");
}
