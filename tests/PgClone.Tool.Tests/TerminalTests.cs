using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>What stands on the screen of a terminal, wide and narrow.</summary>
public sealed class TerminalTests(ShopStore store) : IClassFixture<ShopStore>
{
    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public async Task A_restore_shows_each_stage_done_and_closes_with_one_sentence(int columns)
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        using var workspace = CreateWorkspace();

        var result = await workspace.RunInTerminalAsync(columns, "restore", store.Key, "--database", target.Name);

        var screen = Screen.Of(result.Output, columns);
        Assert.True(result.ExitCode == 0, result.Output);
        string[] stages = ["open", "server", "create", "pre-data", "data", "post-data", "analyze", "swap"];
        Assert.All(stages, stage => Assert.Single(screen, line => line.StartsWith(stage + " ", StringComparison.Ordinal)));
        Assert.DoesNotContain(screen, line => line.Contains('·') || line.Contains(" of ") || line.Contains('%'));
        Assert.Matches(
            $@"Restored {target.Name}: 2 tables, 4,000 rows in \d+\.\d+ s\. The previous database was dropped\.$", string.Join(' ', screen));
        AssertUnbroken(result, store.Key);
    }

    [Fact]
    public async Task A_restore_into_a_name_that_is_free_says_nothing_of_a_previous_database()
    {
        var name = TestServer.UniqueName();
        using var workspace = CreateWorkspace();

        var result = await workspace.RunInTerminalAsync(80, "restore", store.Key, "--database", name);
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {name}");

        Assert.Matches($@"Restored {name}: 2 tables, 4,000 rows in \d+\.\d+ s\.$", Screen.Of(result.Output, 80)[^1]);
    }

    [Theory]
    [InlineData(120)]
    [InlineData(80)]
    [InlineData(40)]
    public async Task A_list_keeps_the_keys_whole_and_leaves_out_what_does_not_fit(int columns)
    {
        using var workspace = CreateWorkspace();

        var result = await workspace.RunInTerminalAsync(columns, "ls");

        var screen = Screen.Of(result.Output, columns);
        AssertUnbroken(result, store.Key);
        Assert.StartsWith("dump key", screen[0]);
        Assert.Equal(columns == 120, screen[0].Contains("taken (UTC)"));
        Assert.Equal(columns >= 80, Regex.IsMatch(screen[1], ShopStore.Age + "$") || screen[0].Contains("taken"));
        Assert.StartsWith("1 dump, ", screen[^1]);
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "true")]
    [InlineData("CI", "1")]
    [InlineData("TEAMCITY_VERSION", "2026.1")]
    public async Task A_build_server_gets_plain_lines_even_on_a_terminal(string variable, string value)
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        using var workspace = CreateWorkspace();
        workspace.Environment[variable] = value;

        var restored = await workspace.RunInTerminalAsync(40, "restore", store.Key, "--database", target.Name);
        var failed = await workspace.RunInTerminalAsync(40, "restore", "nobody/2026_01_01_00_00_00_000000.default.dump");

        Assert.Equal((0, 1), (restored.ExitCode, failed.ExitCode));
        Assert.DoesNotContain('\u001b', restored.Output + failed.Output);
        Assert.Contains($"dump              {store.Key}\r\n", restored.Output);
        Assert.StartsWith("error PGC2001: ", failed.Output);
    }

    [Theory]
    [InlineData("TERM", "dumb")]
    [InlineData("NO_COLOR", "1")]
    public async Task A_terminal_without_colours_gets_none(string variable, string value)
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        using var workspace = CreateWorkspace();
        workspace.Environment[variable] = value;

        var result = await workspace.RunInTerminalAsync(80, "restore", store.Key, "--database", target.Name);

        Assert.DoesNotMatch(@"\u001b\[[\d;]*m", result.Output);
        Assert.Single(Screen.Of(result.Output, 80), line => line.StartsWith("post-data ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public async Task An_error_tells_why_and_what_to_do_apart(int columns)
    {
        using var workspace = CreateWorkspace();

        var result = await workspace.RunInTerminalAsync(columns, "restore", store.Key, "--dump-config", "nobody");
        var other = await workspace.RunInTerminalAsync(columns, "restore", store.Database, "--dump-config", "nobody");

        var screen = Screen.Of(other.Output, columns);
        Assert.StartsWith("error PGC2001: ", screen[0]);
        Assert.Single(screen, line => line.StartsWith("  why:   ", StringComparison.Ordinal));
        var advice = Assert.Single(screen.Index(), line => line.Item.StartsWith("  do:    ", StringComparison.Ordinal));
        Assert.All(screen.Skip(advice.Index + 1), line => Assert.StartsWith("         ", line));
        Assert.Matches(@"\u001b\[1m  do:    ", other.Output);
        Assert.NotEqual(0, result.ExitCode);
    }

    private static void AssertUnbroken(ToolResult result, string key)
    {
        // The status line, which is cut where a line ends, is gone from the screen.
        var lines = Screen.Of(result.Output, 1000).Where(line => line.Contains(key[..(key.IndexOf('/') + 5)]));
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(key, line));
    }

    private Workspace CreateWorkspace()
    {
        var workspace = new Workspace();
        workspace.Environment["PGCLONE_CONNECTION"] = store.Server.GetConnectionString("postgres");
        workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
        return workspace;
    }
}
