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
    }
}
