using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class TransferVerbTests(ShopStore store) : IClassFixture<ShopStore>, IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_dump_is_pushed_and_pulled_back()
    {
        var pushed = await _workspace.RunAsync("push", store.Database, "--storage", store.Folder, "--to", "team");
        var pulled = await _workspace.RunAsync("pull", store.Key, "--from", "team");
        var again = await _workspace.RunAsync("pull", store.Key, "--from", "team");
        var verified = await _workspace.RunAsync("verify", store.Key);

        Assert.All([pushed, pulled, again], result => Assert.Equal((0, store.Key), (result.ExitCode, result.Output.Trim())));
        Assert.Contains("every byte checked.", pushed.Errors, StringComparison.Ordinal);
        Assert.Contains(".pgclone already.", again.Errors, StringComparison.Ordinal);
        Assert.Equal(0, verified.ExitCode);
    }

    [Fact]
    public async Task Writes_json()
    {
        var result = await _workspace.RunAsync("push", store.Key, "--storage", store.Folder, "--to", "team", "--format", "json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(store.Key, json.RootElement.GetProperty("key").GetString());
        Assert.True(json.RootElement.GetProperty("new").GetBoolean());
        Assert.Equal(Path.Combine(_workspace.Folder, "team"), json.RootElement.GetProperty("location").GetString());
    }

    [Fact]
    public async Task Wants_to_know_where_to()
    {
        var result = await _workspace.RunAsync("push", store.Key);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--to", result.Errors, StringComparison.Ordinal);
    }
}
