using System.Diagnostics;
using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Dumping;
using PgClone.Hooks;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Servers.Connecting;

public sealed class ConnectionShortageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waits_until_a_connection_is_free()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = await ConnectAsync(role);
        var only = await server.OpenMaintenanceAsync(Token);

        var waiting = server.OpenMaintenanceAsync(Token);
        await Task.Delay(200, Token);
        Assert.False(waiting.IsCompleted);
        await only.DisposeAsync();

        await using var next = await waiting;
        Assert.Equal(System.Data.ConnectionState.Open, next.State);
    }

    [Fact]
    public async Task A_users_limit_has_its_code_and_its_remedy()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = Impatient(await ConnectAsync(role));
        await using var only = await server.OpenMaintenanceAsync(Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => server.OpenMaintenanceAsync(Token));

        Assert.Equal(ErrorCode.NoConnectionFree, e.Code);
        Assert.StartsWith("53300: ", e.Why);
        Assert.Contains("ALTER ROLE", e.Advice, StringComparison.Ordinal);
        Assert.Null(await server.TryOpenAsync("postgres", Token));
    }

    [Fact]
    public async Task A_databases_limit_has_its_code_and_its_remedy()
    {
        await using var role = await TestRole.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync($"ALTER DATABASE {database.QuotedName} CONNECTION LIMIT 1");
        var server = Impatient(await ConnectAsync(role));
        await using var only = await server.OpenAsync(database.Name, Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => server.OpenAsync(database.Name, Token));

        Assert.Equal(ErrorCode.NoConnectionFree, e.Code);
        Assert.Contains("ALTER DATABASE", e.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("53300", "sorry, too many clients already", true)]
    [InlineData("53300", "die verbleibenden Verbindungen sind für Superuser reserviert", true)]
    [InlineData("08P01", "no more connections allowed (max_client_conn)", true)]
    [InlineData("08P01", "invalid message format", false)]
    [InlineData("57P03", "the database system is starting up", false)]
    public void Knows_what_passes_when_others_are_done(string sqlState, string text, bool isShortage) =>
        Assert.Equal(isShortage, ConnectionShortage.Is(new PostgresException(text, "FATAL", "FATAL", sqlState)));

    [Fact]
    public async Task A_cancellation_ends_the_waiting_at_once()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = await ConnectAsync(role);
        await using var only = await server.OpenMaintenanceAsync(Token);
        using var cancel = new CancellationTokenSource();
        var waiting = server.OpenMaintenanceAsync(cancel.Token);
        await Task.Delay(3000, Token);
        var time = Stopwatch.StartNew();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_open_connection_does_not_need_what_opened_it()
    {
        await using var connection = await (await TestServer.GetAsync()).OpenMaintenanceAsync(Token);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.ExecuteAsync("SELECT pg_sleep(60)", cancel.Token));

        Assert.Equal(1, (await connection.QueryAsync("SELECT 1", [], r => r.GetInt32(0), Token))[0]);
    }

    [Fact]
    public async Task A_database_is_made_and_dropped_on_the_only_connection_that_there_is()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB CONNECTION LIMIT 1");
        var server = Impatient(await ConnectAsync(role));

        var temporary = await TemporaryDatabase.CreateAsync(server, TestServer.UniqueName(), new("UTF8"), null, Token);
        Assert.True(await TestServer.ExistsAsync(temporary.Name));
        await temporary.DisposeAsync();

        Assert.False(await TestServer.ExistsAsync(temporary.Name));
    }

    [Fact]
    public async Task A_swap_needs_one_connection_beside_that_of_the_lock()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB CONNECTION LIMIT 2");
        var server = Impatient(await ConnectAsync(role));
        await using var target = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} OWNER TO {role.QuotedName}");
        var temporary = await TemporaryDatabase.CreateAsync(server, target.Name, new("UTF8"), null, Token);
        var made = await TestServer.ScalarAsync("postgres", $"SELECT oid FROM pg_database WHERE datname = '{temporary.Name}'");

        var notices = await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);
        await temporary.DisposeAsync();

        Assert.Empty(notices);
        Assert.Equal(made, await TestServer.ScalarAsync("postgres", $"SELECT oid FROM pg_database WHERE datname = '{target.Name}'"));
    }

    [Fact]
    public async Task The_connection_of_a_client_program_is_waited_for()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = await ConnectAsync(role);
        await using var only = await server.OpenMaintenanceAsync(Token);
        var attempts = 0;

        await ClientPatience.RunAsync(server, "postgres", DumpAsync, Token);

        Assert.Equal(2, attempts);

        async Task<int> DumpAsync()
        {
            if (attempts++ > 0) await only.CloseAsync();
            return await PgDumpAsync(server);
        }
    }

    [Fact]
    public async Task A_client_program_that_gets_no_connection_fails_with_the_code()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = Impatient(await ConnectAsync(role));
        await using var only = await server.OpenMaintenanceAsync(Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => ClientPatience.RunAsync(server, "postgres", () => PgDumpAsync(server), Token));

        Assert.Equal(ErrorCode.NoConnectionFree, e.Code);
        Assert.Contains("too many connections for role", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_that_gets_no_connection_fails_with_the_code()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = Impatient(await ConnectAsync(role));
        await using var only = await server.OpenMaintenanceAsync(Token);
        var file = Path.Combine(Path.GetTempPath(), TestServer.UniqueName() + ".sql");
        await File.WriteAllTextAsync(file, "SELECT 1", Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() =>
            HookRunner.RunAsync([new SqlFileHook("one", file)], new HookContext(HookPoint.PreSwap, server, "postgres", "app"), null, Token));

        Assert.Equal(ErrorCode.NoConnectionFree, e.Code);
        File.Delete(file);
    }

    [Fact]
    public async Task Names_those_who_have_the_connections_where_a_session_can_see_them()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = Impatient(await ConnectAsync(role));
        var held = await TargetLock.AcquireAsync(server, TestServer.UniqueName(), cancellationToken: Token);
        var failure = await Assert.ThrowsAsync<PgCloneException>(() => server.OpenMaintenanceAsync(Token));

        var explained = await held.ExplainAsync(failure);
        await held.DisposeAsync();

        Assert.Equal((ErrorCode.NoConnectionFree, failure.Advice), (explained.Code, explained.Advice));
        Assert.Contains($" of 200: ", explained.Why, StringComparison.Ordinal);
        Assert.Contains($"1 by \"{role.Name}\" in \"postgres\" (pgclone@", explained.Why, StringComparison.Ordinal);
    }

    private static Task<PostgresServer> ConnectAsync(TestRole role) => PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

    private static async Task<int> PgDumpAsync(PostgresServer server)
    {
        var pgDump = await PgDump.FindAsync(server.Version, TestServer.BinDirectory, null, Token);
        await using var process = pgDump.Start(server, "postgres", new DumpCompression("0"), DumpContent.Everything, null, [], Token);
        await process.Output.CopyToAsync(Stream.Null, Token);
        await process.CompleteAsync(Token);
        return 0;
    }

    private static PostgresServer Impatient(PostgresServer server) => server.WithPatience(TimeSpan.FromMilliseconds(300));
}
