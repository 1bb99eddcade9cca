using PgClone.Diagnostics;

namespace PgClone.Hooks;

public sealed class SqlFolderHookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SqlFolderHook Hook => new("test", _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_its_sql_files_by_the_ordinal_order_of_their_names_and_nothing_else()
    {
        await using var run = await HookRun.StartAsync();
        await WriteAsync("B 2.sql", "INSERT INTO log (name) VALUES ('B 2')");
        await WriteAsync("a'1.sql", "INSERT INTO log (name) VALUES ('a''1')");
        await WriteAsync("ä.sql", "INSERT INTO log (name) VALUES ('ä')");
        await WriteAsync("10.sql", "INSERT INTO log (name) VALUES ('10')");
        await WriteAsync("00.sql", "CREATE TABLE log (id serial, name text)");
        await WriteAsync("readme.md", "nonsense");
        Directory.CreateDirectory(_folder["more"]);
        await WriteAsync("more/1.sql", "nonsense");

        await Hook.RunAsync(run.Context, Token);

        Assert.Equal("10,B 2,a'1,ä", await run.Database.ScalarAsync("SELECT string_agg(name, ',' ORDER BY id) FROM log"));
    }

    [Fact]
    public async Task Takes_back_the_whole_file_that_fails_and_keeps_those_before()
    {
        await using var run = await HookRun.StartAsync();
        await WriteAsync("1.sql", "CREATE TABLE a ();");
        await WriteAsync("2.sql", "CREATE TABLE b ();\nSELECT 1/0;");
        await WriteAsync("3.sql", "CREATE TABLE c ();");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Hook.RunAsync(run.Context, Token));

        Assert.Equal((ErrorCode.HookFailed, _folder["2.sql"] + ":2"), (e.Code, e.Where));
        Assert.Equal("a", await MadeAsync(run));
    }

    [Fact]
    public async Task Leaves_a_file_that_says_so_without_a_transaction()
    {
        await using var run = await HookRun.StartAsync();
        await WriteAsync("1.sql", "\n-- makes a\n  -- PgClone: no transaction\r\nCREATE TABLE a (); VACUUM a; BEGIN; CREATE TABLE b (); COMMIT; SELECT 1/0;");

        await Assert.ThrowsAsync<PgCloneException>(() => Hook.RunAsync(run.Context, Token));

        Assert.Equal("a,b", await MadeAsync(run));
    }

    [Theory]
    [InlineData("CREATE TABLE a (); COMMIT; CREATE TABLE b ();")]
    [InlineData("CREATE TABLE a ();\n/* c */ rollback;")]
    [InlineData("BEGIN; CREATE TABLE a (); END;")]
    [InlineData("CREATE TABLE a (); PREPARE TRANSACTION 'x';")]
    [InlineData("CREATE TABLE a (); VACUUM a;")]
    [InlineData("CREATE TABLE a (); SELECT '\n-- pgclone: no transaction\n'; COMMIT;")]
    public async Task Refuses_what_would_end_its_transaction_and_says_what_to_write(string sql)
    {
        await using var run = await HookRun.StartAsync();
        await WriteAsync("1.sql", sql);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Hook.RunAsync(run.Context, Token));

        Assert.Contains("-- pgclone: no transaction", e.Advice, StringComparison.Ordinal);
        Assert.Null(await run.Database.ScalarAsync("SELECT relname FROM pg_class WHERE relname IN ('a', 'b')"));
    }

    [Fact]
    public async Task Lets_savepoints_and_function_bodies_be()
    {
        await using var run = await HookRun.StartAsync();
        await WriteAsync("1.sql", """
            SAVEPOINT s; CREATE TABLE lost (); ROLLBACK TO SAVEPOINT s; RELEASE s;
            CREATE FUNCTION a() RETURNS int BEGIN ATOMIC SELECT 1; END;
            DO $$ BEGIN EXECUTE 'CREATE TABLE a ()'; END $$;
            """);

        await Hook.RunAsync(run.Context, Token);

        Assert.Equal("a", await MadeAsync(run));
    }

    [Fact]
    public async Task Fails_where_a_deferred_constraint_is_broken_in_the_end()
    {
        await using var run = await HookRun.StartAsync();
        await WriteAsync("1.sql", "CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO a VALUES (1), (1);");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Hook.RunAsync(run.Context, Token));

        Assert.Equal((ErrorCode.HookFailed, _folder["1.sql"]), (e.Code, e.Where));
        Assert.StartsWith("23505", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_where_there_is_nothing_to_run()
    {
        await using var run = await HookRun.StartAsync();

        var empty = await Assert.ThrowsAsync<PgCloneException>(() => Hook.RunAsync(run.Context, Token));
        var missing = await Assert.ThrowsAsync<PgCloneException>(() => new SqlFolderHook("test", _folder["none"]).RunAsync(run.Context, Token));

        Assert.Equal((ErrorCode.HookFailed, ErrorCode.HookFailed), (empty.Code, missing.Code));
        Assert.Null(await Hook.ReadContentAsync(Token));
    }

    [Fact]
    public async Task Has_the_files_in_their_order_for_its_content()
    {
        await WriteAsync("1.sql", "SELECT 1;");
        await WriteAsync("2.sql", "SELECT 2;");
        var before = await Hook.ReadContentAsync(Token);
        File.Move(_folder["1.sql"], _folder["3.sql"]);

        Assert.NotEqual(before, await Hook.ReadContentAsync(Token));
    }

    [Fact]
    public async Task Is_made_of_a_definition_that_names_a_folder()
    {
        await using var run = await HookRun.StartAsync();
        await WriteAsync("1.sql", "CREATE TABLE a (); SELECT 1/0;");

        var hook = HookFactory.Create("test", new HookDefinition { Sql = ".", Timeout = TimeSpan.FromMinutes(3) }, _folder.Path);
        await Assert.ThrowsAsync<PgCloneException>(() => hook.RunAsync(run.Context, Token));

        Assert.Equal(TimeSpan.FromMinutes(3), Assert.IsType<SqlFolderHook>(hook).Timeout);
        Assert.Null(await MadeAsync(run));
    }

    private static Task<object?> MadeAsync(HookRun run) =>
        run.Database.ScalarAsync("SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relname IN ('a', 'b', 'c', 'lost')");

    private Task WriteAsync(string name, string sql) => File.WriteAllTextAsync(_folder[name], sql, Token);
}
