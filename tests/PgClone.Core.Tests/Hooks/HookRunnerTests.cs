using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Hooks;

public sealed class HookRunnerTests : IProgress<ProgressEvent>
{
    private readonly List<ProgressEvent> _events = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    void IProgress<ProgressEvent>.Report(ProgressEvent value) => _events.Add(value);

    [Fact]
    public async Task Runs_in_order_and_reports_what_hooks_print()
    {
        await using var run = await HookRun.StartAsync();
        IHook[] hooks = [Printing("one"), Printing("two")];

        await HookRunner.RunAsync(hooks, run.Context, this, Token);

        Assert.Equal([new HookOutput("one", "from one"), new HookOutput("two", "from two")], _events);
        Assert.Equal(["from one", "from two"], run.Output);
    }

    [Fact]
    public async Task Gives_a_delegate_the_connection_string_of_the_right_database()
    {
        await using var run = await HookRun.StartAsync();
        string? given = null;
        var hook = DelegateHook.WithConnectionString("d", (connectionString, _) => Task.FromResult(given = connectionString));

        await HookRunner.RunAsync([hook], run.Context, null, Token);

        Assert.Equal(run.Database.ConnectionString, given);
    }

    [Fact]
    public async Task Stops_at_the_first_failure_and_names_the_hook()
    {
        await using var run = await HookRun.StartAsync();
        IHook[] hooks = [new DelegateHook("broken", (_, _) => throw new InvalidOperationException("it broke")), Printing("next")];

        var e = await Assert.ThrowsAsync<PgCloneException>(() => HookRunner.RunAsync(hooks, run.Context, this, Token));

        Assert.Equal(ErrorCode.HookFailed, e.Code);
        Assert.Contains("'broken'", e.What, StringComparison.Ordinal);
        Assert.Equal("it broke", e.Why);
        Assert.IsType<InvalidOperationException>(e.InnerException);
        Assert.Empty(_events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Shows_the_key_that_a_statement_broke_and_never_a_row_nor_the_drivers_own_words(bool ownConnection)
    {
        await using var run = await HookRun.StartAsync();
        await run.Database.ExecuteAsync("CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL); INSERT INTO t VALUES (7, 'topsecret')");

        var unique = await RefusalAsync("INSERT INTO t VALUES (7, 'topsecret')");
        var missing = await RefusalAsync("INSERT INTO t (id, name) SELECT id + 1, NULL FROM t");

        Assert.Equal(!ownConnection, unique.Why!.Contains("(id)=(7)", StringComparison.Ordinal));
        Assert.StartsWith("23502", missing.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("(8, null)", missing.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("redacted", unique + missing.ToString(), StringComparison.OrdinalIgnoreCase);

        Task<PgCloneException> RefusalAsync(string sql) => Assert.ThrowsAsync<PgCloneException>(() => HookRunner.RunAsync([new DelegateHook("h", async (context, token) =>
        {
            await using var connection = ownConnection ? new NpgsqlConnection(context.ConnectionString) : await context.Server.OpenAsync(context.Database, token);
            if (ownConnection) await connection.OpenAsync(token);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(token);
        })], run.Context, null, Token));
    }

    [Fact]
    public async Task Hides_the_password_that_a_hook_prints_or_throws()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB", password: "geheim: %7c'\"");
        await using var run = await HookRun.StartAsync();
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);
        var context = run.Context with { Server = server };
        Task<PgCloneException> FailAsync(IHook hook) => Assert.ThrowsAsync<PgCloneException>(() => HookRunner.RunAsync([hook], context, this, Token));

        var command = await FailAsync(new CommandHook("c", ["sh", "-c", "echo \"password $PGPASSWORD\"; echo \"$PGPASSWORD\" >&2; exit 1"], "/"));
        var thrown = await FailAsync(new DelegateHook("d", (_, _) => throw new InvalidOperationException("no entry with " + role.Password)));
        var late = await FailAsync(new CommandHook("t", ["sh", "-c", "echo \"$PGPASSWORD\"; sleep 60"], "/") { Timeout = TimeSpan.FromSeconds(2) });

        Assert.Equal($"password ***{Environment.NewLine}***", command.Why);
        Assert.Equal(("no entry with ***", "***"), (thrown.Why, late.Why));
        Assert.Contains("no entry with ***", thrown.InnerException!.ToString(), StringComparison.Ordinal);
        Assert.All([command, thrown, late], e => Assert.DoesNotContain(role.Password, e.ToString(), StringComparison.Ordinal));
        Assert.All(_events.OfType<HookOutput>(), output => Assert.DoesNotContain(role.Password, output.Line, StringComparison.Ordinal));
        Assert.All(run.Output, line => Assert.DoesNotContain(role.Password, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kills_with_a_hook_whose_time_is_up_what_it_has_started()
    {
        await using var run = await HookRun.StartAsync();
        var hook = new CommandHook("parent", ["sh", "-c", "sh -c 'sleep 600 & echo $!; wait' & wait"], "/") { Timeout = TimeSpan.FromSeconds(2) };

        await Assert.ThrowsAsync<PgCloneException>(() => HookRunner.RunAsync([hook], run.Context, null, Token));

        var grandchild = $"/proc/{Assert.Single(run.Output)}/stat";
        while (File.Exists(grandchild) && !(await File.ReadAllTextAsync(grandchild, Token)).Contains(") Z ", StringComparison.Ordinal)) await Task.Delay(10, Token);
    }

    [Fact]
    public async Task Takes_a_hooks_own_timeout_for_a_failure()
    {
        await using var run = await HookRun.StartAsync();
        var hook = new DelegateHook("slow", (_, _) => throw new TaskCanceledException());

        var e = await Assert.ThrowsAsync<PgCloneException>(() => HookRunner.RunAsync([hook], run.Context, null, Token));

        Assert.Equal(ErrorCode.HookFailed, e.Code);
    }

    [Fact]
    public async Task Takes_whatever_a_cancelled_hook_throws_for_the_cancellation()
    {
        await using var run = await HookRun.StartAsync();
        using var cancellation = new CancellationTokenSource();
        var hook = new DelegateHook("d", async (_, _) =>
        {
            await cancellation.CancelAsync();
            throw new IOException("the connection broke");
        });

        var e = await Assert.ThrowsAsync<OperationCanceledException>(() => HookRunner.RunAsync([hook], run.Context, null, cancellation.Token));

        Assert.Equal(cancellation.Token, e.CancellationToken);
    }

    [Fact]
    public async Task Ends_a_hook_whose_time_is_up_and_shows_what_it_printed_last()
    {
        await using var run = await HookRun.StartAsync();
        var hook = new CommandHook("slow", ["sh", "-c", "echo waiting for godot; sleep 60"], "/") { Timeout = TimeSpan.FromSeconds(2) };

        var e = await Assert.ThrowsAsync<PgCloneException>(() => HookRunner.RunAsync([hook, Printing("next")], run.Context, this, Token));

        Assert.Equal((ErrorCode.HookFailed, "waiting for godot"), (e.Code, e.Why));
        Assert.Contains("'slow' was ended, as it had not come to its end in 2 s", e.What, StringComparison.Ordinal);
        Assert.Equal([new HookOutput("slow", "waiting for godot")], _events);
    }

    [Fact]
    public async Task Ends_a_statement_on_the_server_whose_time_is_up()
    {
        using var folder = new TemporaryFolder();
        await using var run = await HookRun.StartAsync();
        await File.WriteAllTextAsync(folder["slow.sql"], "SELECT pg_sleep(60)", Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(
            () => HookRunner.RunAsync([new SqlFileHook("slow", folder["slow.sql"]) { Timeout = TimeSpan.FromMilliseconds(300) }], run.Context, this, Token));

        Assert.Contains("in 0.3 s", e.What, StringComparison.Ordinal);
        Assert.Equal(0L, await run.Database.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^SELECT pg_sleep'"));
    }

    private static DelegateHook Printing(string name) => new(name, (context, _) =>
    {
        context.Output("from " + name);
        return Task.CompletedTask;
    });
}
