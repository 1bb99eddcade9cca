using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class ServerVerbTests
{
    [Fact]
    public async Task Starts_shows_and_stops_the_local_server()
    {
        await TestServer.GetAsync();
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "server");
        // Started by root, PostgreSQL runs under an account that has to get here.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(workspace.Folder, (UnixFileMode)0b111_101_101);

        var started = await workspace.RunAsync("server", "start", "--format", "json");
        var running = await workspace.RunAsync("server", "status", "--format", "json");
        var databases = await workspace.RunAsync("ls", "--local");
        var stopped = await workspace.RunAsync("server", "stop");
        var stoppedAgain = await workspace.RunAsync("server", "stop");
        var status = await workspace.RunAsync("server", "status");

        Assert.True(JsonDocument.Parse(started.EnsureSuccess()).RootElement.GetProperty("running").GetBoolean());
        Assert.Equal(started.Output, running.EnsureSuccess());
        Assert.Equal("", databases.EnsureSuccess());
        Assert.Contains("The local server is stopped.", stopped.Errors);
        Assert.Contains("The local server was not running.", stoppedAgain.Errors);
        Assert.StartsWith("state             stopped", status.EnsureSuccess());
        Assert.EndsWith("It is started where no connection is given." + Environment.NewLine, status.Output);
    }

    [Theory]
    [InlineData("PGCLONE_CONNECTION", "Host=db.example;Password=secret", "{}", "by the environment variable PGCLONE_CONNECTION.")]
    [InlineData("SHOP_DB", "Host=db.example", """{ "connectionVariable": "SHOP_DB" }""", "by the environment variable SHOP_DB.")]
    [InlineData("OTHER", "", """{ "connection": "Host=db.example" }""", "pgclone.json.")]
    public async Task Says_where_another_server_is_set(string variable, string value, string settings, string expected)
    {
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "server");
        workspace.Environment[variable] = value;
        workspace.WriteSettings(settings);

        var status = await workspace.RunAsync("server", "status");
        var json = await workspace.RunAsync("server", "status", "--format", "json");

        Assert.Contains("It is not used here: the connection is set ", status.EnsureSuccess());
        Assert.EndsWith(expected + Environment.NewLine, status.Output);
        Assert.DoesNotContain("secret", status.Output);
        Assert.False(JsonDocument.Parse(json.EnsureSuccess()).RootElement.GetProperty("used").GetBoolean());
    }
}
