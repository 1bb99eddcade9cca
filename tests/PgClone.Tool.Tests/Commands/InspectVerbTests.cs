using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class InspectVerbTests(ShopStore store) : IClassFixture<ShopStore>, IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Says_what_the_latest_dump_of_a_database_holds()
    {
        var result = await _workspace.RunAsync("inspect", store.Database, "--storage", store.Folder);

        var lines = result.EnsureSuccess().Split(Environment.NewLine);
        Assert.Contains("dump              " + store.Key, lines);
        Assert.Contains("database          " + store.Database, lines);
        Assert.Contains("encoding          UTF8", lines);
        Assert.Contains("seekable          yes", lines);
        Assert.Contains("  tables          2", lines);
        Assert.Contains("  constraints     3", lines);
        Assert.Matches($@"\ntaken             \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC, {ShopStore.Age}\r?\n", result.Output);
        Assert.DoesNotMatch("(?i)owned by|stdstrings|searchpath", result.Output);
        Assert.Matches($@"^This dump of {store.Database} holds the rows of 2 tables in [\d.]+ k?B\.$", lines[^2]);
        Assert.Matches(@"\n  [\d.]+ k?B +public\.orders\r?\n", result.Output);
    }

    [Fact]
    public async Task Answers_in_json()
    {
        var result = await _workspace.RunAsync("inspect", store.Key, "--storage", store.Folder, "--format", "json");

        var dump = JsonDocument.Parse(result.EnsureSuccess()).RootElement;
        Assert.Equal((store.Key, store.Database), (dump.GetProperty("key").GetString(), dump.GetProperty("database").GetString()));
        Assert.Equal(new FileInfo(store.File).Length, dump.GetProperty("bytes").GetInt64());
        Assert.Equal(2, dump.GetProperty("entries").GetProperty("TABLE DATA").GetInt32());
        Assert.Equal(["customer", "orders"], dump.GetProperty("data").EnumerateArray().Select(data => data.GetProperty("name").GetString()).Order());
    }

    [Fact]
    public async Task What_is_no_archive_fails_with_its_code()
    {
        const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";
        _workspace.AddDump(Key, 100);

        var result = await _workspace.RunAsync("inspect", Key);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error PGC1001: ", result.Errors);
    }
}
