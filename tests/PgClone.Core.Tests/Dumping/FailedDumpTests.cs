using System.Diagnostics;
using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Dumping;

/// <summary>Whatever goes wrong, nothing lies in the store that looks like a dump.</summary>
public sealed class FailedDumpTests
{
    private const string ManyMegabytes = "CREATE TABLE big AS SELECT md5(i::text) || md5((-i)::text) AS x FROM generate_series(1, 200000) i";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shows_what_pg_dump_says_where_the_role_may_not_read_a_table()
    {
        await using var role = await TestRole.CreateAsync();
        await using var run = await DumpRun.StartAsync();
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(server: server));

        Assert.Equal(ErrorCode.PgDumpFailed, e.Code);
        Assert.Contains("permission denied for table t", e.Why, StringComparison.Ordinal);
        run.AssertNothingStored();
    }

    [Fact]
    public async Task Leaves_nothing_when_the_server_ends_the_session_in_mid_stream()
    {
        await using var run = await DumpRun.StartAsync(ManyMegabytes);
        var store = new InterruptedStore(run.Store, () => run.Database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"));

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(store: store));

        Assert.Equal(ErrorCode.PgDumpFailed, e.Code);
        Assert.Contains("terminat", e.Why, StringComparison.Ordinal);
        run.AssertNothingStored();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(2000)]
    [InlineData(-1)]
    public async Task Leaves_nothing_when_the_output_is_cut_though_pg_dump_claims_success(int length)
    {
        await using var run = await DumpRun.StartAsync();
        var tools = await run.ReplacePgDumpAsync("99.0", $"\"$PG_DUMP\" --format=custom | head -c {length}");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(toolDirectory: tools));

        Assert.Equal(ErrorCode.ArchiveTruncated, e.Code);
        run.AssertNothingStored();
    }

    [Fact]
    public async Task Leaves_nothing_when_pg_dump_dies_after_it_wrote_all()
    {
        await using var run = await DumpRun.StartAsync();
        var tools = await run.ReplacePgDumpAsync("99.0", "\"$PG_DUMP\" --format=custom; kill -9 $$");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(toolDirectory: tools));

        Assert.Equal(ErrorCode.PgDumpFailed, e.Code);
        Assert.Contains("137", e.What, StringComparison.Ordinal);
        run.AssertNothingStored();
    }

    [Fact]
    public async Task Leaves_nothing_when_the_store_fails()
    {
        await using var run = await DumpRun.StartAsync(ManyMegabytes);
        var store = new InterruptedStore(run.Store, () => throw new PgCloneException(ErrorCode.StoreUnavailable, "The disk is full."));

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(store: store));

        Assert.Equal(ErrorCode.StoreUnavailable, e.Code);
        run.AssertNothingStored();
        await AssertSessionsEndAsync(run.Database);
    }

    [Fact]
    public async Task Ends_pg_dump_when_it_is_cancelled_in_mid_stream()
    {
        await using var run = await DumpRun.StartAsync(ManyMegabytes);
        using var cancellation = new CancellationTokenSource();
        var store = new InterruptedStore(run.Store, cancellation.CancelAsync);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.DumpAsync(store: store, cancellationToken: cancellation.Token));

        run.AssertNothingStored();
        await AssertSessionsEndAsync(run.Database);
    }

    [Fact]
    public async Task Is_cancelled_also_where_the_interrupt_reached_pg_dump_first()
    {
        await using var run = await DumpRun.StartAsync();
        var tools = await run.ReplacePgDumpAsync("99.0", "echo 'pg_dump: terminated by user' >&2; exit 1");
        using var cancellation = new CancellationTokenSource();
        await using var process = ClientProcess.Start(
            new PostgresBinaries(tools, new PostgresVersion(99, 0)), "pg_dump", [], run.Database.Server, run.Database.Name, ErrorCode.PgDumpFailed, cancellation.Token);
        await process.Output.CopyToAsync(Stream.Null, Token);

        var completing = process.CompleteAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
    }

    [Fact]
    public async Task Ends_pg_dump_when_it_is_cancelled_while_it_waits_for_a_lock()
    {
        await using var run = await DumpRun.StartAsync();
        await using var connection = await run.Database.Server.OpenAsync(run.Database.Name, Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand("LOCK TABLE t IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(Token);
        using var cancellation = new CancellationTokenSource();

        var dumping = run.DumpAsync(cancellationToken: cancellation.Token);
        while (await run.Database.ScalarAsync("SELECT 1 FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") is null)
            await Task.Delay(20, Token);
        var start = Stopwatch.GetTimestamp();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dumping);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
        run.AssertNothingStored();
    }

    [Fact]
    public async Task Says_that_the_database_does_not_exist()
    {
        await using var run = await DumpRun.StartAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(database: "no such database"));

        Assert.Equal(ErrorCode.DatabaseNotFound, e.Code);
        run.AssertNothingStored();
    }

    [Fact]
    public async Task Refuses_a_pg_dump_that_is_older_than_the_server()
    {
        await using var run = await DumpRun.StartAsync();
        var tools = await run.ReplacePgDumpAsync("9.6.24", "exit 1");

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(toolDirectory: tools));

        Assert.Equal(ErrorCode.PgDumpNotFound, e.Code);
        Assert.Contains("9.6", e.Why, StringComparison.Ordinal);
        Assert.Contains($"{run.Database.Server.Version.Major}", e.What, StringComparison.Ordinal);
    }

    /// <summary>A killed pg_dump's session ends as soon as the server tries to send to it.</summary>
    private static async Task AssertSessionsEndAsync(TestDatabase database)
    {
        for (var tries = 0; tries < 500 && await CountAsync() > 0; tries++) await Task.Delay(20, Token);
        Assert.Equal(0, await CountAsync());

        async Task<long> CountAsync() => (long)(await TestServer.ScalarAsync(
            "postgres", $"SELECT count(*) FROM pg_stat_activity WHERE datname = {PostgresLiteral.Quote(database.Name)}"))!;
    }
}
