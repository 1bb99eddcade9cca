using System.Diagnostics;
using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class TemplatesVerbTests(ShopStore store) : IClassFixture<ShopStore>
{
    [Fact]
    public async Task Shows_drops_and_prunes_what_a_restore_has_left_for_the_next()
    {
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_CONNECTION"] = store.Server.GetConnectionString("postgres");
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "data");
        var target = TestServer.UniqueName();
        Task<ToolResult> RestoreAsync() => workspace.RunAsync("restore", store.Key, "--storage", store.Folder, "--database", target, "--templates", "on", "--format", "json");
        Task<ToolResult> ListAsync() => workspace.RunAsync("templates", "ls", "--format", "json");

        (await RestoreAsync()).EnsureSuccess();
        (await RestoreAsync()).EnsureSuccess();
        var third = await RestoreAsync();
        var listed = await ListAsync();
        var name = Find(listed)!.Value.GetProperty("name").GetString()!;
        var table = await workspace.RunAsync("templates", "ls", "--format", "table");
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        var opened = await ListAsync();
        var pruned = await workspace.RunAsync("templates", "prune");
        (await workspace.RunAsync("restore", store.Key, "--storage", store.Folder, "--database", target, "--templates", "on")).EnsureSuccess();
        var dropped = await workspace.RunAsync("templates", "drop", store.Database);

        Assert.True(JsonDocument.Parse(third.EnsureSuccess()).RootElement.GetProperty("copy").GetBoolean());
        Assert.Equal(JsonValueKind.Null, Find(listed)!.Value.GetProperty("problem").ValueKind);
        Assert.Contains("restored", table.EnsureSuccess());
        Assert.Equal("it lets sessions in", Find(opened)!.Value.GetProperty("problem").GetString());
        Assert.Contains(name, pruned.EnsureSuccess());
        Assert.Equal(name + Environment.NewLine, dropped.EnsureSuccess());
        Assert.Contains("Dropped 1 template.", dropped.Errors);
        Assert.Null(Find(await ListAsync()));
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {target}");
    }

    [Fact]
    public async Task The_embedded_server_keeps_them_unasked_over_a_stop_but_not_over_a_crash()
    {
        Assert.SkipUnless(store.Server.Version.Major >= 15, "Earlier servers count sessions late.");
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "server");
        // Started by root, PostgreSQL runs under an account that has to get here.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(workspace.Folder, (UnixFileMode)0b111_101_101);
        async Task<bool> IsCopyAsync() =>
            JsonDocument.Parse((await workspace.RunAsync("restore", store.Key, "--storage", store.Folder, "--database", "shop", "--format", "json")).EnsureSuccess()).RootElement.GetProperty("copy").GetBoolean();
        async Task<int> StartAsync() =>
            JsonDocument.Parse((await workspace.RunAsync("server", "start", "--format", "json")).EnsureSuccess()).RootElement.GetProperty("processId").GetInt32();

        await IsCopyAsync();
        await IsCopyAsync();
        var third = await IsCopyAsync();
        (await workspace.RunAsync("server", "stop")).EnsureSuccess();
        var afterStop = await IsCopyAsync();
        using (var server = Process.GetProcessById(await StartAsync()))
        {
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var afterCrash = await IsCopyAsync();
        var again = await IsCopyAsync();
        (await workspace.RunAsync("server", "stop")).EnsureSuccess();

        Assert.Equal((true, true, false, true), (third, afterStop, afterCrash, again));
    }

    private JsonElement? Find(ToolResult result) =>
        JsonDocument.Parse(result.EnsureSuccess()).RootElement.EnumerateArray().Where(template => template.GetProperty("key").GetString() == store.Key).Select(template => (JsonElement?)template).SingleOrDefault();
}
