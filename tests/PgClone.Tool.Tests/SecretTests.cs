using PgClone.Databases;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Tool;

public sealed class SecretTests(ShopStore store) : IClassFixture<ShopStore>
{
    private const string Password = "gooseberry-jam";

    [Fact]
    public async Task A_password_appears_in_no_output_of_a_dump_a_restore_or_a_listing()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        var role = PostgresIdentifier.Quote(target.Name);
        await target.ExecuteAsync($"CREATE ROLE {role} SUPERUSER LOGIN PASSWORD '{Password}'");
        using var workspace = CreateWorkspace(target, Password);

        ToolResult[] results =
        [
            await workspace.RunAsync("dump", target.Name, "--storage", "own", "--connection-variable", "SHOP_DB", "--verbosity", "diagnostic"),
            await workspace.RunAsync("restore", store.Key, "--database", target.Name, "--connection-variable", "SHOP_DB", "--verbosity", "diagnostic"),
            await workspace.RunAsync("restore", store.Key, "--database", target.Name, "--connection-variable", "SHOP_DB", "--format", "json"),
            await workspace.RunAsync("ls", "--local", "--connection-variable", "SHOP_DB", "--verbosity", "diagnostic"),
        ];

        await target.ExecuteAsync($"REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}");
        Assert.All(results, result => result.EnsureSuccess());
        Assert.All(results, result => Assert.DoesNotContain(Password, result.Output + result.Errors));
        Assert.Contains(":" + target.Name, results[^1].Output.Split(Environment.NewLine));
    }

    [Fact]
    public async Task A_wrong_password_fails_with_its_code_and_is_not_shown()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        using var workspace = CreateWorkspace(target, Password, username: "postgres");

        var result = await workspace.RunAsync(
            "restore", store.Key, "--database", target.Name, "--connection-variable", "SHOP_DB", "--verbosity", "diagnostic");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error PGC3002: ", result.Errors);
        Assert.DoesNotContain(Password, result.Output + result.Errors);
    }

    [Fact]
    public async Task A_connection_string_that_is_none_is_not_shown()
    {
        using var workspace = new Workspace();
        workspace.Environment["SHOP_DB"] = $"postgres://me:{Password}@localhost:port/shop";

        var result = await workspace.RunAsync("ls", "--local", "--connection-variable", "SHOP_DB", "--verbosity", "diagnostic");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error PGC0001: ", result.Errors);
        Assert.DoesNotContain(Password, result.Output + result.Errors);
    }

    private Workspace CreateWorkspace(TestDatabase target, string password, string? username = null)
    {
        var workspace = new Workspace();
        workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
        workspace.Environment["SHOP_DB"] = $"Host={target.Server.Host};Port={target.Server.Port};Username={username ?? target.Name};Password={password}";
        return workspace;
    }
}
