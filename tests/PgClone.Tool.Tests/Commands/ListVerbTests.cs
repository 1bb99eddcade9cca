using System.Text.Json;

namespace PgClone.Tool.Commands;

public sealed class ListVerbTests : IDisposable
{
    private const string Newest = "shop/2026_11_22_09_30_00_000000.default.dump";
    private const string Older = "crm/2026_11_21_08_00_00_000000.nightly.dump";
    private const string Oldest = "build7/shop/default/2026-11-20-07-00-00-000000.dump";

    private readonly Workspace _workspace = new();

    public ListVerbTests()
    {
        _workspace.AddDump(Older, 1_250_000);
        _workspace.AddDump(Newest, 999);
        _workspace.AddDump(Oldest);
    }

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Prints_bare_keys_newest_first_into_a_pipe()
    {
        var result = await _workspace.RunAsync("ls");

        Assert.Equal((0, Lines(Newest, Older, Oldest), ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Theory]
    [InlineData(new[] { "ls", "shop" }, new[] { Newest, Oldest })]
    [InlineData(new[] { "ls", "nobody" }, new string[0])]
    [InlineData(new[] { "ls", "--only-db-names" }, new[] { "crm", "shop" })]
    [InlineData(new[] { "ls", "--databases" }, new[] { "crm", "shop" })]
    [InlineData(new[] { "ls", "--instances" }, new[] { "build7" })]
    [InlineData(new[] { "ls", "--configs" }, new[] { "default", "nightly" })]
    [InlineData(new[] { "ls", "shop", "--configs" }, new[] { "default" })]
    public async Task Prints_one_name_a_line(string[] arguments, string[] expected)
    {
        var result = await _workspace.RunAsync(arguments);

        Assert.Equal((0, Lines(expected), ""), (result.ExitCode, result.Output, result.Errors));
    }

    [Fact]
    public async Task Shows_sizes_and_times_in_a_table()
    {
        var result = await _workspace.RunAsync("ls", "--format", "table");

        var cells = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(
            [["dump key", "size", "taken (UTC)"], [Newest, "999 B", "2026-11-22 09:30:00"], [Older, "1.2 MB", "2026-11-21 08:00:00"], [Oldest, "0 B", "2026-11-20 07:00:00"]],
            cells);
    }

    [Fact]
    public async Task Writes_dumps_as_json()
    {
        var result = await _workspace.RunAsync("ls", "--format", "json");

        var dumps = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal([Newest, Older, Oldest], dumps.EnumerateArray().Select(dump => dump.GetProperty("key").GetString()));
        Assert.Equal("build7", dumps[2].GetProperty("instance").GetString());
        Assert.Equal(1_250_000, dumps[1].GetProperty("bytes").GetInt64());
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero), dumps[0].GetProperty("timestamp").GetDateTimeOffset());
    }

    [Fact]
    public async Task Takes_a_relative_store_from_where_the_command_is_given()
    {
        var below = Directory.CreateDirectory(Path.Combine(_workspace.Folder, "below", ".pgclone", "crm")).FullName;
        File.WriteAllBytes(Path.Combine(below, "2026_01_01_00_00_00_000000.default.dump"), []);

        var result = await _workspace.RunAsync("ls", "--storage", "below/.pgclone");

        Assert.Equal(Lines("crm/2026_01_01_00_00_00_000000.default.dump"), result.Output);
    }

    [Fact]
    public async Task Lists_nothing_where_no_dump_was_made_yet()
    {
        var result = await _workspace.RunAsync("ls", "--storage", "empty");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
    }

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + Environment.NewLine));
}
