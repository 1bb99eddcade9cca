using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Restoring.Planning;

public sealed class RoleNamesTests
{
    private static readonly RoleNames Roles = new(
        new Dictionary<string, string> { ["alice"] = "Bob", ["to"] = "two", ["a \"b\""] = "c", ["public"] = "x" }, keepsOwners: false, standardConformingStrings: true);

    [Theory]
    [InlineData("ACL", "GRANT SELECT ON TABLE app.alice TO alice, carol, \"a \"\"b\"\"\" WITH GRANT OPTION", "GRANT SELECT ON TABLE app.alice TO \"Bob\", carol, \"c\" WITH GRANT OPTION")]
    [InlineData("ACL", "REVOKE ALL ON FUNCTION app.f(alice integer) FROM alice GRANTED BY alice", "REVOKE ALL ON FUNCTION app.f(alice integer) FROM \"Bob\" GRANTED BY \"Bob\"")]
    [InlineData("ACL", "SET SESSION AUTHORIZATION alice", "SET SESSION AUTHORIZATION \"Bob\"")]
    [InlineData("ACL", "GRANT SELECT ON TABLE app.granted TO PUBLIC", "GRANT SELECT ON TABLE app.granted TO PUBLIC")]
    [InlineData("ACL", "GRANT SELECT(\"to\", alice) ON TABLE app.\"to\" TO \"to\"", "GRANT SELECT(\"to\", alice) ON TABLE app.\"to\" TO \"two\"")]
    [InlineData("DEFAULT ACL", "ALTER DEFAULT PRIVILEGES FOR ROLE alice IN SCHEMA alice GRANT SELECT ON TABLES TO alice",
        "ALTER DEFAULT PRIVILEGES FOR ROLE \"Bob\" IN SCHEMA alice GRANT SELECT ON TABLES TO \"Bob\"")]
    [InlineData("POLICY", "CREATE POLICY alice ON app.t FOR SELECT TO alice USING ((owner = 'alice'::name) AND (alice /* TO alice */ = 'TO alice'))",
        "CREATE POLICY alice ON app.t FOR SELECT TO \"Bob\" USING ((owner = 'alice'::name) AND (alice /* TO alice */ = 'TO alice'))")]
    [InlineData("USER MAPPING", "CREATE USER MAPPING FOR alice SERVER alice OPTIONS (\"user\" 'alice')", "CREATE USER MAPPING FOR \"Bob\" SERVER alice OPTIONS (\"user\" 'alice')")]
    [InlineData("SCHEMA", "CREATE SCHEMA alice AUTHORIZATION alice", "CREATE SCHEMA alice AUTHORIZATION \"Bob\"")]
    [InlineData("FUNCTION", "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'GRANT alice TO alice'", "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'GRANT alice TO alice'")]
    public void Only_the_names_of_roles_are_replaced(string type, string sql, string expected)
    {
        var entry = new TocEntry { DumpId = 1, HasData = false, TableOid = 0, Oid = 0, Tag = "t", Type = type, Section = ArchiveSection.None, Dependencies = [] };

        Assert.Equal(expected, Roles.Rewrite(entry, sql));
    }

    [Theory]
    [InlineData("pg15-v1.14-gzip.dump")]
    [InlineData("pg17-v1.16-zstd.dump")]
    public async Task A_whole_archive_is_restored_for_other_roles(string archive)
    {
        await RichCluster.PrepareAsync();
        var map = new Dictionary<string, string>();
        foreach (var role in new[] { "rich_owner", "rich_reader", "rich_writer", "Rich \"Odd\" Role" })
            await TestServer.ExecuteAsync("postgres", $"CREATE ROLE \"{(map[role] = "x" + Guid.NewGuid().ToString("N"))}\"");
        await using var plain = await TestServer.CreateDatabaseAsync();
        await using var mapped = await TestServer.CreateDatabaseAsync();
        var options = new RestorePlanOptions { NoOwner = false, NoAcl = false };

        await PlainRestore.IntoAsync(plain, Path.Combine(RepositoryPaths.Archives, archive), options);
        await PlainRestore.IntoAsync(mapped, Path.Combine(RepositoryPaths.Archives, archive), options with { RoleMap = map });

        var expected = (await PlainDump.LinesOfAsync(plain)).Select(line => map.Aggregate(line, Replace)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, (await PlainDump.LinesOfAsync(mapped)).Select(line => map.Aggregate(line, Replace)).Order(StringComparer.Ordinal));
        Assert.Equal(0L, await mapped.ScalarAsync($"""
            SELECT count(*) FROM pg_shdepend JOIN pg_roles ON refclassid = 'pg_authid'::regclass AND refobjid = pg_roles.oid
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND rolname ILIKE 'rich%'
            """));

        // Quoting differs, where a name needs none.
        static string Replace(string line, KeyValuePair<string, string> role) => line
            .Replace($"\"{role.Key.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", role.Value, StringComparison.Ordinal)
            .Replace(role.Key, role.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tablespace_is_replaced_by_the_one_that_is_named()
    {
        await RichCluster.PrepareAsync();
        await using var dump = await SmallDump.CreateAsync("CREATE TABLE t (id int) TABLESPACE rich_ts");

        var moved = await dump.RestoreAsync(new RestorePlanOptions { TablespaceMap = new Dictionary<string, string> { ["rich_ts"] = "" } });
        var failure = await Assert.ThrowsAsync<PgCloneException>(
            () => dump.RestoreAsync(new RestorePlanOptions { TablespaceMap = new Dictionary<string, string> { ["rich_ts"] = "nowhere" } }));

        await using var database = moved.Database;
        Assert.Equal(0u, await database.ScalarAsync("SELECT reltablespace FROM pg_class WHERE relname = 't'"));
        Assert.Equal(ErrorCode.InvalidOption, failure.Code);
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
    }
}
