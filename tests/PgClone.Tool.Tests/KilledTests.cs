using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>
/// SIGKILL at every statement that a restore, a copy or a drop sends, and at random times, as a role that may do no more than create databases. Afterwards there is one database of the target's name that lets people
/// in, all old or all new, with what belongs to it; and the next restore repairs, says so and leaves nothing. <see cref="Soak"/> has it done at every statement and some hundred times at random, otherwise at a few of each.
/// </summary>
public sealed class KilledTests(KilledTests.FirmServer server, ShopStore store) : IClassFixture<KilledTests.FirmServer>, IClassFixture<ShopStore>
{
    private static readonly string Target = "it's \"Größe\" " + TestServer.UniqueName();
    private static readonly string Copy = "a \"copy\" " + TestServer.UniqueName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_every_statement()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var before = await CreateTargetAsync();
        var statements = await ListStatementsAsync(Restore);
        // The swap is the last part: its points are all looked at.
        var swap = statements.FindIndex(s => s.StartsWith("SELECT set_config('lock_timeout'", StringComparison.Ordinal));
        Assert.InRange(swap, 1, statements.Count);
        var points = Soak.IsAsked ? Enumerable.Range(0, statements.Count) : Enumerable.Range(0, statements.Count).Where(i => i >= swap ? i % 5 == 0 : i % (swap / 3) == 1);

        var kills = 0;
        foreach (var point in points)
        {
            await ResetAsync();
            if (await KillAtAsync(point, Restore)) kills++;
            await AssertWholeAsync(before, $"killed at {point}: {statements[point]}");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{kills} kills at {statements.Count} statements.");
        Assert.InRange(kills, 4, int.MaxValue);
    }

    [Fact]
    public Task At_every_statement_of_a_reversible_restore() => KillEachAsync([.. Restore, "--reversible"], () => Task.CompletedTask);

    [Fact]
    public Task At_every_statement_of_a_way_back() => KillEachAsync(
        ["restore", ":previous", "--database", Target, "--reversible"], () => RunAsync(server.Server.Port, [.. Restore, "--reversible"]));

    [Fact]
    public Task At_every_statement_of_a_copy_that_takes_the_place_of_another() => KillEachAsync(
        MakeCopy, () => RunAsync(server.Server.Port, MakeCopy), AssertCopyIsWholeAsync);

    [Fact]
    public Task At_every_statement_of_a_drop() => KillEachAsync(
        ["drop", ":" + Copy],
        () => RunAsync(server.Server.Port, MakeCopy),
        async point =>
        {
            if (await server.ScalarAsync("postgres", CountOfCopies) is 1L) await AssertCopyIsWholeAsync(point);
        });

    [Fact]
    public async Task At_every_statement_of_a_reap()
    {
        var middle = (await ListStatementsAsync(Restore)).Count / 2;

        await KillEachAsync(["reap"], () => KillAtAsync(middle, Restore));
    }

    /// <summary>Kills a command at its statements. Each time, what it works on is whole, and the next restore repairs.</summary>
    private async Task KillEachAsync(string[] command, Func<Task> prepare, Func<string, Task>? check = null)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var before = await CreateTargetAsync();
        await prepare();
        var statements = await ListStatementsAsync(command);
        var points = Enumerable.Range(0, statements.Count).Where(i => Soak.IsAsked || i % Math.Max(1, statements.Count / 3) == 1);

        var kills = 0;
        foreach (var point in points)
        {
            var at = $"{command[0]} killed at {point}: {statements[point]}";
            await ResetAsync();
            await prepare();
            if (await KillAtAsync(point, command)) kills++;
            await WaitForServerAsync();
            if (check is not null) await check(at);
            await AssertWholeAsync(before, at);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{command[0]}: {kills} kills at {statements.Count} statements.");
        Assert.InRange(kills, 2, int.MaxValue);
    }

    [Fact]
    public async Task At_random_times()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var before = await CreateTargetAsync();
        var time = Stopwatch.StartNew();
        await RunAsync(server.Server.Port, Restore);
        var whole = time.Elapsed;

        var kills = 0;
        for (var run = 0; run < (Soak.IsAsked ? 300 : 4); run++)
        {
            await ResetAsync();
            using var workspace = CreateWorkspace(server.Server.Port);
            using var process = workspace.Start(Restore);
            var moment = whole * (0.1 + (0.9 * Random.Shared.NextDouble()));
            await Task.Delay(moment, Token);
            if (await KillAsync(process)) kills++;
            await AssertWholeAsync(before, $"killed after {moment.TotalMilliseconds:0} ms");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{kills} kills at random times.");
    }

    private async Task<string> CreateTargetAsync()
    {
        var quoted = PostgresIdentifier.Quote(Target);
        await server.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)");
        await server.CreateTargetAsync(Target);
        await server.ExecuteAsync("postgres", $"""
            ALTER DATABASE {quoted} SET work_mem TO '5MB'; ALTER DATABASE {quoted} SET search_path TO "$user", 'a "b", c', public; ALTER DATABASE {quoted} CONNECTION LIMIT 50;
            REVOKE ALL ON DATABASE {quoted} FROM PUBLIC; GRANT CONNECT ON DATABASE {quoted} TO pg_monitor; COMMENT ON DATABASE {quoted} IS 'theirs'
            """);
        return await DescribeAsync();
    }

    /// <summary>Makes it old again, where it is not.</summary>
    private async Task ResetAsync()
    {
        if (await IsOldAsync()) return;
        await server.ExecuteAsync(Target, $"DROP TABLE customer, orders CASCADE; SET ROLE \"{OwnServer.Owner}\"; CREATE TABLE origin AS SELECT 'old' AS which");
    }

    private string[] Restore => ["restore", store.Key, "--database", Target];

    private static string[] MakeCopy => ["copy", ":" + Copy, "--database", Target, "--replace"];

    private static string CountOfCopies => $"SELECT count(*) FROM pg_database WHERE datname = {PostgresLiteral.Quote(Copy)}";

    private async Task AssertCopyIsWholeAsync(string point)
    {
        Assert.True(await server.ScalarAsync("postgres", CountOfCopies) is 1L, point);
        Assert.True(
            await server.ScalarAsync(Copy, "SELECT to_regclass('origin')::text") is "origin"
            || await server.ScalarAsync(Copy, "SELECT (SELECT count(*) FROM customer) + (SELECT count(*) FROM orders)") is 2L * ShopStore.Rows, point);
    }

    private async Task<List<string>> ListStatementsAsync(string[] command)
    {
        var statements = new List<string>();
        await using (var gate = new StatementGate(server.Server, statement =>
        {
            lock (statements) statements.Add(statement);
            return Task.CompletedTask;
        }))
        {
            await RunAsync(gate.Port, command);
        }

        return statements;
    }

    /// <returns>Whether the process was still there to be killed.</returns>
    private async Task<bool> KillAtAsync(int point, string[] command)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        Process? process = null;
        await using var gate = new StatementGate(server.Server, async _ =>
        {
            if (Interlocked.Increment(ref count) != point + 1) return;
            reached.TrySetResult();
            // It never gets there: whoever asked is dead by then.
            if (process is not null) await process.WaitForExitAsync(CancellationToken.None);
        });
        using var workspace = CreateWorkspace(gate.Port);
        process = workspace.Start(command);
        using (process)
        {
            await Task.WhenAny(reached.Task, process.WaitForExitAsync(Token));
            return await KillAsync(process);
        }
    }

    private async Task AssertWholeAsync(string before, string point)
    {
        await WaitForServerAsync();
        AssertSame(before, await DescribeAsync(), point);
        var isOld = await IsOldAsync();
        Assert.True(isOld || await server.ScalarAsync(Target, "SELECT (SELECT count(*) FROM customer) + (SELECT count(*) FROM orders)") is 2L * ShopStore.Rows, point);
        var left = await server.ScalarAsync("postgres", LeftUnasked) is > 0L;

        var next = await RunAsync(server.Server.Port, Restore, point);

        Assert.True(!left || next.Errors.Contains("left behind", StringComparison.Ordinal), $"{point}, not told: {next.Errors}");
        Assert.True(await server.ScalarAsync("postgres", Left) is 0L, $"{point}, left: {await server.ScalarAsync("postgres", "SELECT string_agg(datname || coalesce(' ' || shobj_description(oid, 'pg_database'), ''), ', ') FROM pg_database WHERE datname LIKE 'pgclone%'")}");
        AssertSame(before, await DescribeAsync(), point);
    }

    /// <summary>What the server was at when its client died, it may still be at.</summary>
    private async Task WaitForServerAsync()
    {
        var busy = $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{OwnServer.Owner}'";
        for (var look = 0; look < 400 && await server.ScalarAsync("postgres", busy) is not 0L; look++) await Task.Delay(50, Token);
    }

    private static void AssertSame(string before, string after, string point) => Assert.True(before == after, $"{point}: {after} in place of {before}");

    private const string Left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgclone%'";

    // A restore drops them too, and has words of its own for it.
    private const string LeftUnasked = Left + """ AND coalesce(shobj_description(oid, 'pg_database') !~ '"role":"(previous|current)"', true)""";

    private async Task<bool> IsOldAsync() => await server.ScalarAsync(Target, "SELECT to_regclass('origin')::text") is "origin";

    private async Task<string> DescribeAsync() => (string)(await server.ScalarAsync(Target, """
        SELECT concat_ws('|', count(*) OVER (), datname, pg_get_userbyid(datdba), datconnlimit, datallowconn, datistemplate, shobj_description(d.oid, 'pg_database'),
            (SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(datacl) a),
            (SELECT string_agg(c, ',' ORDER BY c) FROM pg_db_role_setting, unnest(setconfig) c WHERE setdatabase = d.oid))
        FROM pg_database d WHERE datname = current_database()
        """))!;

    private async Task<ToolResult> RunAsync(int port, string[] command, string? point = null)
    {
        using var workspace = CreateWorkspace(port);
        var result = await workspace.RunAsync(command);
        Assert.True(result.ExitCode == 0, $"{point}: {result.Errors}");
        return result;
    }

    private Workspace CreateWorkspace(int port)
    {
        var workspace = new Workspace();
        workspace.Environment["PGCLONE_CONNECTION"] = new NpgsqlConnectionStringBuilder(server.OwnersConnection) { Port = port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString;
        workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
        return workspace;
    }

    private static async Task<bool> KillAsync(Process process)
    {
        var isThere = !process.HasExited;
        using (var kill = Process.Start(new ProcessStartInfo("kill", ["-KILL", process.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!)
            await kill.WaitForExitAsync(Token);
        await process.WaitForExitAsync(Token);
        return isThere;
    }

    /// <summary>A server that is killed at.</summary>
    public sealed class FirmServer() : OwnServer(new Dictionary<string, string> { ["shared_buffers"] = "32MB" });
}
