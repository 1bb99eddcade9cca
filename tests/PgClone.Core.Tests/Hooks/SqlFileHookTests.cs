using PgClone.Diagnostics;

namespace PgClone.Hooks;

public sealed class SqlFileHookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Runs_the_statements_in_order()
    {
        await using var run = await HookRun.StartAsync();

        await (await WriteAsync("""
            CREATE TABLE t (x int); -- a comment; with a semicolon
            INSERT INTO t VALUES (1), (2);
            CREATE FUNCTION total() RETURNS bigint BEGIN ATOMIC SELECT sum(x) FROM t; END;
            VACUUM t;
            SELECT * FROM t
            """)).RunAsync(run.Context, Token);

        Assert.Equal(3L, await run.Database.ScalarAsync("SELECT total()"));
    }

    [Fact]
    public async Task Hands_the_servers_notices_on()
    {
        await using var run = await HookRun.StartAsync();

        await (await WriteAsync("DO $$ BEGIN RAISE NOTICE 'half; way'; END $$;")).RunAsync(run.Context, Token);

        Assert.Equal(["NOTICE: half; way"], run.Output);
    }

    [Fact]
    public async Task Commits_statements_together_where_the_file_says_so()
    {
        await using var run = await HookRun.StartAsync();
        var hook = await WriteAsync("CREATE TABLE a (); BEGIN; CREATE TABLE b (); SELECT 1/0; COMMIT;");

        await Assert.ThrowsAsync<PgCloneException>(() => hook.RunAsync(run.Context, Token));

        Assert.Equal("a", await run.Database.ScalarAsync("SELECT string_agg(relname, ',') FROM pg_class WHERE relname IN ('a', 'b')"));
    }

    [Fact]
    public async Task Names_the_line_the_sqlstate_and_the_hint()
    {
        await using var run = await HookRun.StartAsync();
        var hook = await WriteAsync("SELECT 1;\n\n/* two\nlines */ SELECT\n  nme FROM (SELECT 1 AS name) t;\n");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => hook.RunAsync(run.Context, Token));

        Assert.Equal(ErrorCode.HookFailed, e.Code);
        Assert.Equal(_folder["hook.sql"] + ":5", e.Where);
        Assert.Contains("42703: column \"nme\" does not exist", e.Why, StringComparison.Ordinal);
        Assert.Contains("\"t.name\"", e.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\set x 1\nSELECT 1;", "Backslash")]
    [InlineData("COPY pg_am FROM stdin;\n", null)]
    public async Task Refuses_what_is_meant_for_psql(string sql, string? advice)
    {
        await using var run = await HookRun.StartAsync();
        var hook = await WriteAsync(sql);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => hook.RunAsync(run.Context, Token));

        Assert.Equal(ErrorCode.HookFailed, e.Code);
        Assert.Equal(_folder["hook.sql"] + ":1", e.Where);
        if (advice is not null) Assert.StartsWith(advice, e.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_where_the_file_is_missing()
    {
        await using var run = await HookRun.StartAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => new SqlFileHook("test", _folder["none.sql"]).RunAsync(run.Context, Token));

        Assert.Equal(ErrorCode.HookFailed, e.Code);
        Assert.Equal(_folder["none.sql"], e.Where);
    }

    [Fact]
    public async Task Ends_its_statement_when_it_is_cancelled()
    {
        await using var run = await HookRun.StartAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var hook = await WriteAsync("DO $$ BEGIN RAISE NOTICE 'started'; PERFORM pg_sleep(60); END $$");

        var running = hook.RunAsync(run.Context, cancellation.Token);
        while (run.Output.IsEmpty) await Task.Delay(10, Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private async Task<SqlFileHook> WriteAsync(string sql)
    {
        await File.WriteAllTextAsync(_folder["hook.sql"], sql, Token);
        return new SqlFileHook("test", _folder["hook.sql"]);
    }
}
