using System.Text.Json;

namespace PgClone.Tool.Commands;

public sealed class PruneVerbTests : IDisposable
{
    private const string Oldest = "shop/2020_11_20_09_30_00_000000.default.dump";
    private const string Middle = "shop/2020_11_21_09_30_00_000000.default.dump";
    private const string Newest = "shop/2020_11_22_09_30_00_000000.default.dump";

    private readonly Workspace _workspace = new();

    public PruneVerbTests()
    {
        foreach (var key in new[] { Oldest, Middle, Newest }) _workspace.AddDump(key, 600);
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Only_shows_what_would_go()
    {
        var result = await _workspace.RunAsync("prune", "shop", "--keep-last", "1");

        var lines = result.EnsureSuccess().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.Matches($@"^keep    {Newest}  \d+ years ago  \(.+\)$", lines[0]);
        Assert.Matches($@"^remove  {Middle}  \d+ years ago  \(no rule keeps it\)$", lines[1]);
        Assert.EndsWith("Would delete 2 dumps, 1.2 kB; 1 dump stays.", result.Errors.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal((true, true, true), (IsThere(Oldest), IsThere(Middle), IsThere(Newest)));
    }

    [Fact]
    public async Task Deletes_where_that_is_asked_for()
    {
        var result = await _workspace.RunAsync("prune", "--keep-last", "2", "--apply");

        result.EnsureSuccess();
        Assert.EndsWith("Deleted 1 dump, 600 B; 2 dumps stay.", result.Errors.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal((false, true, true), (IsThere(Oldest), IsThere(Middle), IsThere(Newest)));
    }

    [Fact]
    public async Task Keeps_what_the_lock_file_names()
    {
        _workspace.WriteFile("pgclone.lock", $$"""{ "shop": { "key": "{{Oldest}}", "identity": null } }""");

        var result = await _workspace.RunAsync("prune", "--keep-last", "1", "--apply", "--format", "json");

        var oldest = JsonDocument.Parse(result.EnsureSuccess()).RootElement.EnumerateArray().Single(dump => dump.GetProperty("key").GetString() == Oldest);
        Assert.Equal((true, "named by pgclone.lock"), (oldest.GetProperty("kept").GetBoolean(), oldest.GetProperty("reason").GetString()));
        Assert.Equal((true, false, true), (IsThere(Oldest), IsThere(Middle), IsThere(Newest)));
    }

    [Fact]
    public async Task Refuses_to_go_without_a_rule()
    {
        var result = await _workspace.RunAsync("prune", "--apply");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("No rule says which dumps are to be kept.", result.Errors, StringComparison.Ordinal);
        Assert.True(IsThere(Oldest));
    }

    private bool IsThere(string key) => File.Exists(Path.Combine(_workspace.Folder, ".pgclone", key));
}
