using PgClone.Testing;

namespace PgClone.Hooks;

/// <summary>The step before a dump of a managed server, as docs/hooks.md has it.</summary>
public sealed class PreparationHookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Takes_the_schemas_of_another_role_over_so_that_they_can_be_dumped()
    {
        using var folder = new TemporaryFolder();
        var page = (await File.ReadAllTextAsync(Path.Combine(RepositoryPaths.Root, "docs", "hooks.md"), Token)).ReplaceLineEndings("\n");
        var start = page.IndexOf("```sql\nDO $$", StringComparison.Ordinal) + "```sql\n".Length;
        // The role is the service's own; on this server another one stands for it.
        var role = TestServer.UniqueName();
        await File.WriteAllTextAsync(folder["take-over.sql"], page[start..page.IndexOf("```", start, StringComparison.Ordinal)].Replace("rds_superuser", role, StringComparison.Ordinal), Token);
        var database = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {role}");
        try
        {
            await database.ExecuteAsync("CREATE SCHEMA tiger; CREATE SCHEMA topology; CREATE TABLE tiger.\"Odd 'name'\" (id serial, n int); CREATE VIEW topology.v AS SELECT 1 AS one; CREATE TABLE mine (id int)");
            var cloner = new PgCloner(new Configuration.PgCloneSettings
            {
                BaseDirectory = folder.Path,
                Connection = database.ConnectionString,
                Hooks = new Dictionary<string, HookDefinition> { ["take-over"] = new() { Sql = "take-over.sql" } },
                DumpConfigs = new Dictionary<string, Configuration.DumpChoices> { ["default"] = new() { PreDumpHooks = ["take-over"] } },
            });

            await cloner.DumpAsync(new DumpOptions { Database = database.Name }, Token);

            const string owned = "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind IN ('r', 'S', 'v') AND pg_get_userbyid(relowner) = ";
            Assert.Equal("Odd 'name',Odd 'name'_id_seq,v", await database.ScalarAsync($"{owned}'{role}'"));
        }
        finally
        {
            await database.DisposeAsync();
            await TestServer.ExecuteAsync("postgres", $"DROP ROLE {role}");
        }
    }
}
