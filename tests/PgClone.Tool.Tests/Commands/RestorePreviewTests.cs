using System.Net;
using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class RestorePreviewTests(ShopStore store) : IClassFixture<ShopStore>, IAsyncLifetime
{
    private readonly Workspace _workspace = new();
    private TestDatabase _target = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await TestServer.CreateDatabaseAsync();
        await _target.ExecuteAsync("CREATE TABLE before_restore ()");
        _workspace.Environment["PGCLONE_CONNECTION"] = _target.ConnectionString;
        _workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
    }

    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Says_what_would_be_done_and_does_nothing()
    {
        _workspace.WriteSettings("""{ "hooks": { "migrate": { "command": ["false"] }, "mask": { "sql": "none.sql" } }, "restore": { "default": { "maskHooks": ["mask"] } } }""");
        await using var session = await _target.Server.OpenAsync(_target.Name, TestContext.Current.CancellationToken);

        var result = await _workspace.RunAsync("restore", store.Database, "--database", _target.Name, "--exclude-table", "customer", "--jobs", "3", "--dry-run");
        var json = await _workspace.RunAsync("restore", store.Database, "--database", _target.Name, "--dry-run", "--format", "json");

        var output = result.EnsureSuccess();
        Assert.Matches($@"(?m)^dump +{store.Key}\r?$", output);
        Assert.Matches(@"(?m)^connections +3\r?$", output);
        Assert.Matches(@"(?m)^hooks +mask, migrate\r?$", output);
        Assert.Contains("customer", output, StringComparison.Ordinal);
        Assert.Matches($@"{_target.Name} \([\d.]+ [kM]B\) on [\d.]+:\d+ would be replaced by {store.Key}\. Sessions that would be ended: ""postgres""", output);
        using var document = JsonDocument.Parse(json.EnsureSuccess());
        Assert.True(document.RootElement.GetProperty("replaces").GetBoolean());
        Assert.Single(document.RootElement.GetProperty("sessions").EnumerateArray());
        await _target.AssertNothingLeftAsync();
        Assert.NotNull(await _target.ScalarAsync("SELECT relname FROM pg_class WHERE relname = 'before_restore'"));
    }

    [Fact]
    public async Task Says_what_a_restore_of_a_database_of_the_server_would_do_and_does_nothing()
    {
        _workspace.WriteSettings("""{ "hooks": { "migrate": { "command": ["false"] } } }""");
        (await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--reversible", "--no-hooks")).EnsureSuccess();
        await using var session = await _target.Server.OpenAsync(_target.Name, TestContext.Current.CancellationToken);

        var back = await _workspace.RunAsync("restore", ":previous", "--database", _target.Name, "--dry-run");
        var again = await _workspace.RunAsync("restore", ":current", "--database", _target.Name, "--reversible", "--dry-run", "--format", "json");
        var other = await _workspace.RunAsync("restore", ":" + _target.Name, "--database", _target.Name + "_new", "--dry-run");

        Assert.Matches(@"(?m)^database +:previous\r?$", back.EnsureSuccess());
        Assert.Matches($@"{_target.Name} \([\d.]+ [kM]B\) on [\d.]+:\d+ would be replaced by :previous\. Sessions that would be ended: ""postgres""", back.Output);
        Assert.Matches(@"The :current that is kept of "".*"", pgclone_\w+, would be deleted\.", back.Output.ReplaceLineEndings(" "));
        Assert.DoesNotContain("migrate", back.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(again.EnsureSuccess());
        Assert.Equal("migrate", Assert.Single(document.RootElement.GetProperty("hooks").EnumerateArray()).GetString());
        Assert.DoesNotContain("would be deleted", again.Output, StringComparison.Ordinal);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("PGC5021", other.Output, StringComparison.Ordinal);
        Assert.Contains("_new would be created.", other.Output, StringComparison.Ordinal);
        Assert.NotNull(await _target.ScalarAsync("SELECT to_regclass('orders')::text"));
        (await _workspace.RunAsync("restore", ":previous", "--database", _target.Name)).EnsureSuccess();
    }

    [Fact]
    public async Task Says_that_a_target_would_be_made_or_is_unchanged_and_fails_as_the_restore_would()
    {
        var made = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name + "_new", "--dry-run");
        (await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--if-changed")).EnsureSuccess();
        var unchanged = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--if-changed", "--dry-run");
        var misspelt = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--exclude", "ordres", "--dry-run");

        Assert.Contains("_new would be created.", made.EnsureSuccess(), StringComparison.Ordinal);
        Assert.Contains("holds this dump already", unchanged.EnsureSuccess(), StringComparison.Ordinal);
        Assert.Equal(1, misspelt.ExitCode);
        Assert.Contains("PGC0001", misspelt.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_what_stands_in_the_way_and_fails()
    {
        var role = "r" + _target.Name;
        await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {role} LOGIN PASSWORD 'x'");
        try
        {
            _workspace.Environment["PGCLONE_CONNECTION"] = $"{_target.ConnectionString};Username={role};Password=x";

            var result = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--dry-run");

            Assert.Equal(1, result.ExitCode);
            Assert.Contains("may not create databases", result.Output, StringComparison.Ordinal);
            Assert.Contains("error PGC0007", result.Errors, StringComparison.Ordinal);
        }
        finally
        {
            await TestServer.ExecuteAsync("postgres", $"DROP ROLE {role}");
        }
    }

    [Theory]
    [InlineData("n", 1)]
    [InlineData("", 1)]
    [InlineData("y", 0)]
    public async Task Asks_on_a_terminal_before_another_machines_database_is_replaced(string answer, int exitCode)
    {
        UseAnotherName();
        using var process = _workspace.StartInTerminal(120, answers: true, "restore", store.Key, "--database", _target.Name, "--allow-origin");
        await process.StandardInput.WriteLineAsync(answer);
        process.StandardInput.Close();

        var result = await ToolResult.OfAsync(process);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("Go on? [y/N]", result.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode != 0, await _target.ScalarAsync("SELECT 1 FROM pg_class WHERE relname = 'before_restore'") is not null);
        if (exitCode != 0) Assert.Contains("PGC0008", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n", 1)]
    [InlineData("y", 0)]
    public async Task Asks_before_another_machines_database_is_replaced_by_one_of_its_server(string answer, int exitCode)
    {
        UseAnotherName();
        (await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--allow-origin", "--reversible")).EnsureSuccess();
        using var process = _workspace.StartInTerminal(120, answers: true, "restore", ":previous", "--database", _target.Name);
        await process.StandardInput.WriteLineAsync(answer);
        process.StandardInput.Close();

        var result = await ToolResult.OfAsync(process);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("Go on? [y/N]", result.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode == 0, await _target.ScalarAsync("SELECT 1 FROM pg_class WHERE relname = 'before_restore'") is not null);
        (await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--allow-origin")).EnsureSuccess();
    }

    [Fact]
    public async Task Asks_nobody_where_there_is_no_terminal_or_who_agreed_beforehand()
    {
        UseAnotherName();

        var piped = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--allow-origin");
        var agreed = await _workspace.RunInTerminalAsync(120, "restore", store.Key, "--database", _target.Name, "--allow-origin", "--yes");

        piped.EnsureSuccess();
        Assert.DoesNotContain("[y/N]", agreed.EnsureSuccess() + piped.Errors, StringComparison.Ordinal);
    }

    /// <summary>A name of this machine that does not say so: nobody can tell it from another one's.</summary>
    private void UseAnotherName()
    {
        var name = Dns.GetHostName();
        Assert.SkipUnless(Resolves(name), "This machine's name does not lead to 127.0.0.1, where the server listens.");
        _workspace.Environment["PGCLONE_CONNECTION"] = $"{_target.ConnectionString};Host={name}";
        _workspace.Environment["PGCLONE_ALLOWED_HOSTS"] = name;
    }

    private static bool Resolves(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name).Contains(IPAddress.Loopback);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
