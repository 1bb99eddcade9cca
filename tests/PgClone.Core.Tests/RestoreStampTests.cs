using PgClone.Hooks;
using PgClone.Testing;

namespace PgClone;

public sealed class RestoreStampTests(ShopStore store) : IClassFixture<ShopStore>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _target = TestServer.UniqueName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_is_not_restored_again()
    {
        var first = await RestoreAsync();
        await TestServer.ExecuteAsync(_target, "DELETE FROM orders");

        var second = await RestoreAsync();

        Assert.Equal((false, true), (first.IsUnchanged, second.IsUnchanged));
        Assert.Equal((first.Key, first.Tables, first.Rows, first.ConnectionString), (second.Key, second.Tables, second.Rows, second.ConnectionString));
        // What was done to it since stays: it is the dump that did not change.
        Assert.Equal(0L, await TestServer.ScalarAsync(_target, "SELECT count(*) FROM orders"));
        Assert.Contains("nothing was restored", Assert.Single(second.Notices));
        await DropAsync();
    }

    [Fact]
    public async Task Whoever_does_not_ask_is_given_a_restore_and_the_next_one_knows()
    {
        await RestoreAsync();

        var plain = await RestoreAsync(options => options with { IfChanged = null });
        var after = await RestoreAsync();

        Assert.Equal((false, false), (plain.IsUnchanged, after.IsUnchanged));
        await DropAsync();
    }

    [Fact]
    public async Task Another_dump_is_restored()
    {
        await RestoreAsync();
        await using var database = await TestServer.CreateDatabaseAsync(TestServer.UniqueName());
        await database.ExecuteAsync("CREATE TABLE only_here (id int)");
        var other = await (await ClonerAsync()).DumpAsync(new DumpOptions { Database = database.Name }, Token);

        var result = await RestoreAsync(options => options with { Source = other.Key.Value });

        Assert.False(result.IsUnchanged);
        await DropAsync();
    }

    [Fact]
    public async Task Other_choices_are_restored_and_those_of_no_content_are_not()
    {
        await RestoreAsync();

        var ofNoContent = await RestoreAsync(options => options with { Jobs = 1, Wait = TimeSpan.FromSeconds(3) });
        var other = await RestoreAsync(options => options with { Exclude = ["public.orders"] });

        Assert.Equal((true, false), (ofNoContent.IsUnchanged, other.IsUnchanged));
        Assert.Equal(0L, await TestServer.ScalarAsync(_target, "SELECT count(*) FROM orders"));
        await DropAsync();
    }

    [Fact]
    public async Task A_hook_that_is_a_file_counts_by_its_content()
    {
        var file = Path.Combine(_folder.Path, "migrate.sql");
        Task<RestoreResult> WithHook() => RestoreAsync(options => options with { Hooks = [new SqlFileHook("migrate", file)] });
        await File.WriteAllTextAsync(file, "CREATE TABLE migrated (version int);", Token);
        await WithHook();

        var same = await WithHook();
        await File.WriteAllTextAsync(file, "CREATE TABLE migrated (version bigint);", Token);
        var changed = await WithHook();

        Assert.Equal((true, false), (same.IsUnchanged, changed.IsUnchanged));
        Assert.Equal("bigint", await TestServer.ScalarAsync(_target, "SELECT data_type FROM information_schema.columns WHERE table_name = 'migrated'"));
        await DropAsync();
    }

    [Fact]
    public async Task A_hook_whose_content_nobody_knows_runs_each_time()
    {
        var runs = 0;
        var hook = new DelegateHook("count", (_, _) =>
        {
            runs++;
            return Task.CompletedTask;
        });

        await RestoreAsync(options => options with { Hooks = [hook] });
        var second = await RestoreAsync(options => options with { Hooks = [hook] });

        Assert.Equal((2, false), (runs, second.IsUnchanged));
        Assert.Contains(second.Notices, notice => notice.Contains("does not know what it does", StringComparison.Ordinal));
        await DropAsync();
    }

    [Fact]
    public async Task A_command_counts_by_its_inputs_and_a_delegate_by_its_version()
    {
        var input = Path.Combine(_folder.Path, "migration.txt");
        Task<RestoreResult> With(string version) => RestoreAsync(options => options with
        {
            Hooks = [new CommandHook("c", ["true"], _folder.Path) { Inputs = ["*.txt"] }, new DelegateHook("d", (_, _) => Task.CompletedTask) { Version = version }],
        });
        await File.WriteAllTextAsync(input, "one", Token);
        await With("1");

        var same = await With("1");
        var otherVersion = await With("2");
        await File.WriteAllTextAsync(input, "two", Token);
        var otherInput = await With("2");

        Assert.Equal((true, false, false), (same.IsUnchanged, otherVersion.IsUnchanged, otherInput.IsUnchanged));
        await DropAsync();
    }

    [Fact]
    public async Task A_target_that_was_dropped_or_replaced_is_restored()
    {
        await RestoreAsync();
        await DropAsync();
        var dropped = await RestoreAsync();

        await DropAsync();
        await TestServer.ExecuteAsync("postgres", $"CREATE DATABASE {_target}");
        var replaced = await RestoreAsync();

        Assert.Equal((false, false), (dropped.IsUnchanged, replaced.IsUnchanged));
        Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(_target, "SELECT count(*) FROM orders"));
        await DropAsync();
    }

    [Fact]
    public async Task A_damaged_note_costs_a_restore_and_no_more()
    {
        await RestoreAsync();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "restored")));
        await File.WriteAllTextAsync(file, "{ \"Fingerprint\": \"", Token);

        Assert.False((await RestoreAsync()).IsUnchanged);
        Assert.True((await RestoreAsync()).IsUnchanged);
        await DropAsync();
    }

    [Fact]
    public async Task A_folder_that_can_not_be_written_costs_the_note_and_not_the_restore()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "restored"), "in the way", Token);

        var result = await RestoreAsync();

        Assert.Contains(result.Notices, notice => notice.StartsWith("It could not be noted", StringComparison.Ordinal));
        Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(_target, "SELECT count(*) FROM orders"));
        await DropAsync();
    }

    [Fact]
    public async Task Of_many_at_once_one_restores_and_the_others_take_what_it_made()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RestoreAsync(options => options with { Wait = TimeSpan.FromMinutes(5) })));

        Assert.Equal(5, results.Count(result => result.IsUnchanged));
        await DropAsync();
    }

    private async Task<RestoreResult> RestoreAsync(Func<RestoreOptions, RestoreOptions>? change = null)
    {
        var options = new RestoreOptions { Source = store.Key, Database = _target, IfChanged = true };
        return await (await ClonerAsync()).RestoreAsync(change?.Invoke(options) ?? options, Token);
    }

    private Task<PgCloner> ClonerAsync() => store.CreateClonerAsync(settings => settings with { DataDirectory = _folder.Path });

    private Task DropAsync() => TestServer.ExecuteAsync("postgres", $"DROP DATABASE {_target} WITH (FORCE)");
}
