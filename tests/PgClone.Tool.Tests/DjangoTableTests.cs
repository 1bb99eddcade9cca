using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>What docs/from-django-pgclone.md says, run line by line.</summary>
public sealed partial class DjangoTableTests
{
    [Fact]
    public async Task Every_line_of_the_table_does_what_it_says()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The lines are a shell's.");
        var page = await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "from-django-pgclone.md"), TestContext.Current.CancellationToken);
        await using var shop = await TestServer.CreateDatabaseAsync();
        await using var other = await TestServer.CreateDatabaseAsync();
        await shop.ExecuteAsync("CREATE TABLE sessions AS SELECT 1 AS id");
        await other.ExecuteAsync("CREATE TABLE others AS SELECT 1 AS id");
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_CONNECTION"] = shop.Server.GetConnectionString("postgres");
        workspace.WriteSettings(Named(Configuration().Match(page).Groups[1].Value));
        foreach (var hook in new[] { "migrate", "check", "prepare" }) workspace.WriteFile(hook + ".sql", "SELECT 1;");

        var lines = Line().Matches(page).Select(line => Named(line.Groups[1].Value)).ToList();
        Assert.InRange(lines.Count, 15, int.MaxValue);
        foreach (var line in lines)
        {
            var result = await workspace.RunBashAsync(line);
            Assert.True(result.ExitCode == 0, $"{line}\n{result.Output}{result.Errors}");
        }

        Assert.NotNull(await shop.ScalarAsync("SELECT to_regclass('others')::text"));
        await shop.AssertNothingLeftAsync();

        string Named(string text) => OtherWord().Replace(ShopWord().Replace(text, shop.Name), other.Name);
    }

    [GeneratedRegex(@"^\|.*\| `(!? ?(?:\w+=\w+ )?pgclone [^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"<!-- configuration -->\s*```json\s*(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Configuration();

    [GeneratedRegex(@"\bshop\b")]
    private static partial Regex ShopWord();

    [GeneratedRegex(@"\bother\b")]
    private static partial Regex OtherWord();
}
