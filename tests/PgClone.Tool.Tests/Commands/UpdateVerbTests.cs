using System.Text.Json;
using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class UpdateVerbTests(ShopStore store) : IClassFixture<ShopStore>, IDisposable
{
    private readonly Workspace _workspace = new();

    private string LockFile => Path.Combine(_workspace.Folder, "pgclone.lock");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Names_the_latest_dump()
    {
        var result = await _workspace.RunAsync("update", store.Database, "--storage", store.Folder);

        Assert.Matches($"^{Regex.Escape($"{store.Database}: {store.Key}")}  {ShopStore.Age}$", result.EnsureSuccess().TrimEnd());
        Assert.EndsWith("Named another dump for 1 database in pgclone.lock: commit it.", result.Errors.TrimEnd(), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(LockFile, TestContext.Current.CancellationToken));
        Assert.Equal(store.Key, json.RootElement.GetProperty(store.Database).GetProperty("key").GetString());
    }

    [Fact]
    public async Task Says_what_is_as_before()
    {
        _workspace.WriteFile("pgclone.lock", $$"""{ "{{store.Database}}": { "key": "{{store.Key}}", "identity": null } }""");

        var result = await _workspace.RunAsync("update", "--storage", store.Folder);

        Assert.EndsWith("  (as before)", result.EnsureSuccess().TrimEnd(), StringComparison.Ordinal);
        Assert.EndsWith("pgclone.lock names the same as before.", result.Errors.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_the_file_where_there_is_no_dump()
    {
        var text = $$"""{ "nothing": { "key": "{{store.Key}}", "identity": null } }""";
        _workspace.WriteFile("pgclone.lock", text);

        var result = await _workspace.RunAsync("update", "nothing", "--storage", store.Folder);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(text, await File.ReadAllTextAsync(LockFile, TestContext.Current.CancellationToken));
    }
}
