using Npgsql;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>Variables of libpq in the user's environment: what lets us in reaches what we start, and nothing of them chooses or disturbs a server.</summary>
public sealed class EnvironmentTests(ShopStore store) : IClassFixture<ShopStore>
{
    /// <summary>They are about other servers, or would change what is restored.</summary>
    private static readonly Dictionary<string, string?> Disturbing = new()
    {
        ["PGHOST"] = "nowhere.invalid", ["PGPORT"] = "1", ["PGDATABASE"] = "none", ["PGSERVICE"] = "none", ["PGHOSTADDR"] = "192.0.2.1", ["PGCLIENTENCODING"] = "LATIN1",
        ["PGTARGETSESSIONATTRS"] = "standby",
    };

    [Theory]
    [InlineData("variable")]
    [InlineData("passfile")]
    [InlineData("connection")]
    public async Task The_password_reaches_restores_dumps_and_hooks_whichever_way_it_is_given(string way)
    {
        using var workspace = new Workspace();
        var connection = new NpgsqlConnectionStringBuilder(store.Server.GetConnectionString("postgres"));
        Give(workspace, connection, way);
        foreach (var (name, value) in Disturbing) workspace.Environment[name] = value;
        workspace.WriteSettings($$"""
            { "connection": "Host={{connection.Host}};Port={{connection.Port}};Username={{connection.Username}}{{(way == "connection" ? ";Password=" + connection.Password : "")}}",
              "storage": "{{store.Folder}}", "hooks": { "look": { "command": ["psql", "-Atc", "SELECT count(*) FROM customer"] } } }
            """);
        var target = new TestDatabase(store.Server, TestServer.UniqueName() + "_ü");
        await using var _ = target;

        (await workspace.RunAsync("restore", store.Key, "--database", target.Name, "--pre-swap-hook", "look")).EnsureSuccess();
        (await workspace.RunAsync("restore", store.Key, "--database", target.Name, "--engine", "pg_restore")).EnsureSuccess();
        (await workspace.RunAsync("dump", target.Name, "--storage", "dumps")).EnsureSuccess();

        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM customer"));
    }

    [Fact]
    public async Task Nothing_of_them_disturbs_the_embedded_server()
    {
        await TestServer.GetAsync();
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "server");
        foreach (var (name, value) in Disturbing) workspace.Environment[name] = value;
        workspace.Environment["PGSSLMODE"] = "verify-full";
        workspace.Environment["PGUSER"] = "somebody";
        workspace.Environment["PGPASSWORD"] = "of another server";
        workspace.Environment["PGREQUIREAUTH"] = "md5";
        workspace.Environment["PGOPTIONS"] = "-c default_transaction_read_only=on";
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(workspace.Folder, (UnixFileMode)0b111_101_101);

        try
        {
            (await workspace.RunAsync("server", "start")).EnsureSuccess();
            (await workspace.RunAsync("restore", store.Key, "--storage", store.Folder)).EnsureSuccess();
            (await workspace.RunAsync("dump", store.Database, "--storage", "dumps")).EnsureSuccess();
            Assert.Equal($":{store.Database}", (await workspace.RunAsync("ls", "--local")).EnsureSuccess().Split(' ', '\n')[0]);
        }
        finally
        {
            await workspace.RunAsync("server", "stop");
        }
    }

    [Theory]
    [InlineData("PGREQUIREAUTH", "bogus", "PGREQUIREAUTH has a value")]
    [InlineData("PGSSLMODE", "verify-ful", "PGSSLMODE has a value")]
    [InlineData("PGSSLMODE", "verify-full", "no encrypted connections")]
    [InlineData("PGPASSFILE", "/nowhere/pgpass", "/nowhere/pgpass")]
    public async Task What_they_ask_for_is_done_or_refused(string variable, string value, string why)
    {
        using var workspace = new Workspace();
        workspace.Environment[variable] = value;

        var result = await workspace.RunAsync("ls", "--local", "--connection", $"Host=127.0.0.1;Port={store.Server.Port};Username=postgres");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(why, result.Errors);
    }

    private static void Give(Workspace workspace, NpgsqlConnectionStringBuilder connection, string way)
    {
        if (way == "variable") workspace.Environment["PGPASSWORD"] = connection.Password;
        if (way != "passfile") return;

        var passfile = Path.Combine(workspace.Folder, "pgpass");
        File.WriteAllText(passfile, $"*:*:*:*:{connection.Password}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(passfile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        workspace.Environment["PGPASSFILE"] = passfile;
    }
}
