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
        Assert.Equal(["dump key", "size", "age", "taken (UTC)"], cells.First());
        Assert.Equal(
            [(Newest, "999 B", "2026-11-22 09:30:00"), (Older, "1.2 MB", "2026-11-21 08:00:00"), (Oldest, "0 B", "2026-11-20 07:00:00")],
            cells.Skip(1).Take(3).Select(row => (row[0], row[1], row[3])));
        Assert.Equal(["3 dumps, 1.3 MB"], cells.Last());
        Assert.Equal(5, cells.Count());
    }

    [Theory]
    [InlineData("1", "1 dump of 3, 999 B")]
    [InlineData("2", "2 dumps of 3, 1.3 MB")]
    [InlineData("9", "3 dumps, 1.3 MB")]
    public async Task Shows_only_as_many_as_asked_for(string limit, string total)
    {
        var result = await _workspace.RunAsync("ls", "--limit", limit, "--format", "table");
        var bare = await _workspace.RunAsync("ls", "--limit", limit);

        Assert.EndsWith(Lines(total), result.Output);
        Assert.Equal(Lines([.. new[] { Newest, Older, Oldest }.Take(int.Parse(limit, System.Globalization.CultureInfo.InvariantCulture))]), bare.Output);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task Refuses_a_limit_that_is_none(string limit) => Assert.Equal(2, (await _workspace.RunAsync("ls", "--limit", limit)).ExitCode);

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
    public async Task Names_an_empty_store_on_stderr()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_workspace.Folder, "empty")).FullName;

        var result = await _workspace.RunAsync("ls", "--storage", "empty");

        Assert.Equal((0, "", Lines($"notice: The store {empty} holds no dumps.")), (result.ExitCode, result.Output, result.Errors));
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("inspect", "shop")]
    [InlineData("restore", "shop")]
    public async Task Fails_where_there_is_no_store(params string[] arguments)
    {
        var result = await _workspace.RunAsync([.. arguments, "--storage", "nowhere"]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error PGC2004: ", result.Errors);
        Assert.Contains(Path.Combine(_workspace.Folder, "nowhere"), result.Errors);
    }

    [Fact]
    public async Task Never_takes_the_local_server_where_the_variable_of_another_one_is_not_set()
    {
        _workspace.WriteSettings("""{ "connectionVariable": "SHOP_DB", "dataDirectory": "server" }""");

        var listed = await _workspace.RunAsync("ls");
        var local = await _workspace.RunAsync("ls", "--local");

        Assert.Equal((0, 1), (listed.ExitCode, local.ExitCode));
        Assert.StartsWith("error PGC0002: The environment variable SHOP_DB is not set.", local.Errors);
        Assert.False(Directory.Exists(Path.Combine(_workspace.Folder, "server")));
    }

    [Fact]
    public async Task Refuses_a_guard_that_is_misspelt()
    {
        _workspace.Environment["PGCLONE_ALLOW_RESTOR"] = "false";

        var result = await _workspace.RunAsync("restore", "shop");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error PGC0002: There is no setting PGCLONE_ALLOW_RESTOR.", result.Errors);
        Assert.Contains("PGCLONE_ALLOW_RESTORE.", result.Errors);
    }

    private static string Lines(params string[] lines) => string.Concat(lines.Select(line => line + Environment.NewLine));
}
