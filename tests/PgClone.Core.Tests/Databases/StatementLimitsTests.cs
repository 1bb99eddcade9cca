using Npgsql;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Databases;

/// <summary>lockTimeout and statementTimeout, against somebody who holds a lock on the database.</summary>
public sealed class StatementLimitsTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_swap_waits_for_a_lock_of_others_no_longer_than_it_is_told_and_leaves_the_target()
    {
        await using var target = await CreateAsync();
        await using var temporary = await CreateTemporaryAsync(target, Short);
        await using var somebody = await HoldAsync(target);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token));

        Assert.Equal(ErrorCode.SwapFailed, e.Code);
        Assert.StartsWith("55P03", e.Why, StringComparison.Ordinal);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
    }

    /// <summary>Longer than it waits unasked, and than its transaction may be idle.</summary>
    [Fact]
    public async Task A_swap_waits_longer_where_it_is_told_to_while_clients_get_in()
    {
        await using var target = await CreateAsync();
        await using var temporary = await CreateTemporaryAsync(target, TimeSpan.FromMinutes(5));
        var somebody = await HoldAsync(target);

        var swap = DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);
        await Task.Delay(TimeSpan.FromSeconds(17), Token);
        var meanwhile = (swap.IsCompleted, await target.ScalarAsync("SELECT which FROM origin"));
        await somebody.DisposeAsync();
        await swap;

        Assert.Equal((false, "old"), meanwhile);
        Assert.Null(await target.ScalarAsync("SELECT to_regclass('origin')::text"));
    }

    [Theory]
    [InlineData(true, "55P03")]
    [InlineData(false, "57014")]
    public async Task A_copy_and_a_drop_fail_in_time(bool isForLocks, string state)
    {
        await using var source = await CreateAsync();
        await using var copy = new TestDatabase(source.Server, source.Name + " copy");
        var cloner = CreateCloner(source.Server);
        await cloner.CopyAsync(new CopyOptions { Name = copy.Name, Database = source.Name }, Token);
        await using var one = await HoldAsync(source);
        await using var other = await HoldAsync(copy);
        var limited = CreateCloner(source.Server, isForLocks ? Short : null, isForLocks ? null : Short);

        var copying = await Assert.ThrowsAsync<PgCloneException>(() => limited.CopyAsync(new CopyOptions { Name = source.Name + " second", Database = source.Name }, Token));
        var dropping = await Assert.ThrowsAsync<PgCloneException>(() => limited.DropCopyAsync(copy.Name, cancellationToken: Token));

        Assert.Equal((ErrorCode.DatabaseNotCreated, ErrorCode.ServerRefused), (copying.Code, dropping.Code));
        Assert.StartsWith(state, copying.Why, StringComparison.Ordinal);
        Assert.StartsWith(state, dropping.Why, StringComparison.Ordinal);
        Assert.Contains("Timeout", copying.Advice, StringComparison.Ordinal);
        Assert.True(await TestServer.ExistsAsync(copy.Name));
    }

    private static PgCloner CreateCloner(PostgresServer server, TimeSpan? forLocks = null, TimeSpan? forStatements = null) => new(
        new PgCloneSettings { BaseDirectory = "/", Connection = server.GetConnectionString("postgres"), LockTimeout = forLocks, StatementTimeout = forStatements });

    private static async Task<TestDatabase> CreateAsync()
    {
        var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE origin AS SELECT 'old' AS which");
        return database;
    }

    private static Task<TemporaryDatabase> CreateTemporaryAsync(TestDatabase target, TimeSpan forLocks) =>
        TemporaryDatabase.CreateAsync(target.Server.WithLimits(new StatementLimits(forLocks, null)), target.Name, new("UTF8"), null, Token);

    /// <summary>A session that comments on the database and does not come to an end.</summary>
    private static async Task<NpgsqlConnection> HoldAsync(TestDatabase database)
    {
        var session = await database.Server.OpenMaintenanceAsync(Token);
        await session.ExecuteAsync($"BEGIN; COMMENT ON DATABASE {database.QuotedName} IS 'held'", Token);
        return session;
    }
}
