using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Testing;
using Testcontainers.PostgreSql;

namespace PgClone.Testcontainers;

/// <summary>Databases on a server in a container, with a real engine.</summary>
public sealed class ContainerTests(ShopStore store) : IAsyncLifetime
{
    private string? _image;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Image => _image!;

    public async ValueTask InitializeAsync() => _image = await ContainerEngine.TagAsync();

    public async ValueTask DisposeAsync()
    {
        if (_image is not null) await ContainerEngine.RemoveAsync(_image);
    }

    [Fact]
    public async Task A_dump_is_restored_into_a_container_and_copied_from_the_second_time_on()
    {
        await using var first = await PgCloneDatabase.CreateAsync(InContainer(), Token);
        await using var second = await PgCloneDatabase.CreateAsync(InContainer(), Token);
        await using var clone = await second.CloneAsync(Token);

        Assert.Equal((long)ShopStore.Rows, await first.ScalarAsync("SELECT count(*) FROM customer"));
        Assert.Equal((long)ShopStore.Rows, await clone.ScalarAsync("SELECT count(*) FROM orders"));
        Assert.False(first.Restore.IsCopy);
        Assert.True(second.Restore.IsCopy);
        Assert.Single(await ContainerEngine.FindContainersAsync(Image));
    }

    [Fact]
    public async Task Its_server_is_fast_and_has_its_data_in_memory()
    {
        await using var shop = await PgCloneDatabase.CreateAsync(InContainer(), Token);

        Assert.Equal("off off off minimal", await shop.ScalarAsync(
            "SELECT concat_ws(' ', current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'), current_setting('wal_level'))"));
        var mounts = ((string)(await shop.ScalarAsync("SELECT pg_read_file('/proc/mounts')"))!).Split('\n');
        var data = (string)(await shop.ScalarAsync("SELECT current_setting('data_directory')"))!;
        Assert.Contains(mounts.Select(line => line.Split(' ')), words => words.Length > 2 && words[0] == "tmpfs" && data.StartsWith(words[1] + "/", StringComparison.Ordinal));
        Assert.Contains(mounts, line => line.Contains(" /dev/shm tmpfs ", StringComparison.Ordinal) && line.Contains("size=1048576k", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_that_the_user_built_stays_theirs()
    {
        await using var container = new PostgreSqlBuilder(Image).WithDatabase("app").WithUsername("me").WithPassword("hidden word").Build();
        var options = InStore();
        options.UseContainer(container);

        await using (var shop = await PgCloneDatabase.CreateAsync(options, Token)) Assert.Equal((long)ShopStore.Rows, await shop.ScalarAsync("SELECT count(*) FROM orders"));

        var left = await container.ExecAsync(["psql", "-U", "me", "-d", "app", "-Atc", "SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"role\":\"temporary\"%'"], Token);
        Assert.Equal("0", left.Stdout.Trim());
    }

    [Fact]
    public async Task Its_address_need_not_be_this_machines()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a container can be reached by an address of its own.");
        await using var container = new PostgreSqlBuilder(Image).WithRestoreSettings(inMemory: false).Build();
        await container.StartAsync(Token);
        var connection = $"Host={container.IpAddress};Username=postgres;Password=postgres";
        var refused = InStore();
        refused.Connection = connection;
        var own = InStore();
        own.StartServer = _ => Task.FromResult(connection);

        var refusal = await Assert.ThrowsAsync<PgCloneException>(() => PgCloneDatabase.CreateAsync(refused, Token));
        await using var shop = await PgCloneDatabase.CreateAsync(own, Token);

        Assert.Equal(ErrorCode.NotAllowed, refusal.Code);
        Assert.Equal((long)ShopStore.Rows, await shop.ScalarAsync("SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task Its_own_pg_dump_dumps_what_is_in_it()
    {
        await using var container = new PostgreSqlBuilder(Image).WithRestoreSettings(inMemory: false).WithDatabase("it's a shop").Build();
        await container.StartAsync(Token);
        await container.ExecScriptAsync("CREATE TABLE customer AS SELECT generate_series(1, 1000) AS id; CREATE TABLE audit_log AS SELECT 1 AS id", Token);
        using var folder = new TemporaryFolder();
        var settings = new PgCloneSettings
        {
            BaseDirectory = folder.Path,
            Storage = folder.Path,
            Connection = container.GetConnectionString(),
            PgDump = ["docker", "exec", "-i", "-u", "postgres", container.Id, "pg_dump"],
        };

        var dump = await new PgCloner(settings).DumpAsync(new DumpOptions { Database = "it's a shop", Exclude = ["audit_log"] }, Token);

        await using var restored = await PgCloneDatabase.CreateAsync(new PgCloneDatabaseOptions { SettingsDirectory = folder.Path, Storage = folder.Path, Source = dump.Key.Value }, Token);
        Assert.Equal(1000L, await restored.ScalarAsync("SELECT count(*) FROM customer"));
        Assert.Equal(0L, await restored.ScalarAsync("SELECT count(*) FROM audit_log"));
    }

    [Fact]
    public async Task An_image_that_is_none_of_postgresql_is_told_once()
    {
        var options = InStore();
        options.UseContainer(new PostgreSqlBuilder($"{Image}-missing").WithImagePullPolicy(DotNet.Testcontainers.Images.PullPolicy.Never).Build());

        var first = await Assert.ThrowsAsync<PgCloneException>(() => PgCloneDatabase.CreateAsync(options, Token));
        var second = await Assert.ThrowsAsync<PgCloneException>(() => PgCloneDatabase.CreateAsync(options, Token));

        Assert.Equal(ErrorCode.ContainerNotStarted, first.Code);
        Assert.Contains($"{Image}-missing", first.Message, StringComparison.Ordinal);
        Assert.Same(first, second);
    }

    private PgCloneDatabaseOptions InStore() => new() { SettingsDirectory = store.Folder, Storage = store.Folder, Source = store.Key };

    private PgCloneDatabaseOptions InContainer()
    {
        var options = InStore();
        options.UseContainer(Image);
        return options;
    }
}
