using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class VerifyVerbTests(ShopStore store) : IClassFixture<ShopStore>, IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Tells_what_was_read()
    {
        var result = await _workspace.RunAsync("verify", store.Database, "--storage", store.Folder);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(store.Key, result.Output, StringComparison.Ordinal);
        Assert.Contains("matches, identity", result.Output, StringComparison.Ordinal);
        Assert.Matches($@"\ntaken +\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC, {ShopStore.Age}\r?\n", result.Output);
        Assert.EndsWith($"This dump of {store.Database} is whole.", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_json()
    {
        var result = await _workspace.RunAsync("verify", store.Key, "--storage", store.Folder, "--format", "json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(store.Key, json.RootElement.GetProperty("key").GetString());
        Assert.True(json.RootElement.GetProperty("rows").GetInt64() > 0);
        Assert.Equal(0, json.RootElement.GetProperty("unchecked").GetArrayLength());
    }
}
