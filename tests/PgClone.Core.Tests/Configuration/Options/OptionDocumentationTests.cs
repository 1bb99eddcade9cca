using PgClone.Testing;

namespace PgClone.Configuration.Options;

/// <summary>
/// What is written about the options outside of the code is made of their list. Where <c>PGCLONE_TEST_WRITE_DOCS</c> is set, these tests write it
/// anew instead of comparing.
/// </summary>
public sealed class OptionDocumentationTests
{
    private static readonly string Documentation = Path.Combine(RepositoryPaths.Root, "docs");
    private static readonly bool Writes = Environment.GetEnvironmentVariable("PGCLONE_TEST_WRITE_DOCS") is { Length: > 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task The_page_has_the_table_of_settings() => CheckAsync("settings", OptionTable.Settings());

    [Fact]
    public Task The_page_has_the_table_of_what_is_said_of_a_database() => CheckAsync("databases", OptionTable.InFile(DatabaseOptionList.All));

    [Fact]
    public Task The_page_has_the_table_of_what_is_said_of_a_hook() => CheckAsync("hooks", OptionTable.InFile(HookOptionList.All));

    [Fact]
    public Task The_page_has_the_table_of_dump_choices() => CheckAsync("dump choices", OptionTable.Choices(DumpOptionList.All));

    [Fact]
    public Task The_page_has_the_table_of_restore_choices() => CheckAsync("restore choices", OptionTable.Choices(RestoreOptionList.All));

    [Fact]
    public async Task The_schema_for_editors_knows_every_option()
    {
        var path = Path.Combine(Documentation, "pgclone.schema.json");
        var schema = OptionSchema.Write();
        if (Writes) await File.WriteAllTextAsync(path, schema, Token);

        Assert.Equal(schema, await File.ReadAllTextAsync(path, Token), ignoreLineEndingDifferences: true);
    }

    private static async Task CheckAsync(string name, string table)
    {
        var path = Path.Combine(Documentation, "configuration.md");
        var page = (await File.ReadAllTextAsync(path, Token)).ReplaceLineEndings("\n");
        var (start, end) = ($"<!-- {name}: made of the list of options -->\n", $"<!-- end of {name} -->");
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var to = page.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= start.Length && to >= from, $"docs/configuration.md has no place for {name}.");
        if (Writes) await File.WriteAllTextAsync(path, page[..from] + table + page[to..], Token);

        Assert.Equal(table, Writes ? table : page[from..to]);
    }
}
