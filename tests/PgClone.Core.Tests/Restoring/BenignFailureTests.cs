using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>What a server lacks that a dump names. Nothing may depend on the language in which the server says so.</summary>
public sealed class BenignFailureTests
{
    /// <summary>Made by pg_dump 17, as <c>settings-17.sql</c> in a server 17 is dumped.</summary>
    private static readonly string Settings = CaseFiles.PathOf("settings-17.dump");

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    public async Task Functions_with_settings_of_a_newer_server_are_restored_without_these(bool german, int jobs)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var target = german ? await TestLanguage.InGermanAsync(database) : database;

        var report = await PlainRestore.IntoAsync(target, Settings, new RestorePlanOptions { Jobs = jobs, NoOwner = false, RoleMap = await OwnersAsync() });

        var isOld = target.Server.Version.Major < 17;
        string[] unknown =
        [
            "FUNCTION public.limited(integer)|transaction_timeout", "FUNCTION public.stamp()|event_triggers", "FUNCTION public.stamp()|transaction_timeout",
            "PROCEDURE public.fill(integer)|transaction_timeout",
        ];
        Assert.Equal(isOld ? unknown.Length : 0, report.Notices.Count);
        foreach (var parts in unknown.Where(_ => isOld).Select(u => u.Split('|')))
            Assert.Single(report.Notices, n => n.StartsWith(parts[0] + " (dump id", StringComparison.Ordinal) && n.Contains($"without its setting {parts[1]}:", StringComparison.Ordinal));
        string[] expected = isOld
            ? ["fill", "known {\"app.tenant=SET transaction_timeout TO '1s'\"}", "limited {\"search_path=public, pg_temp\",work_mem=5MB}", "stamp"]
            : ["fill {transaction_timeout=9s}", "known {\"app.tenant=SET transaction_timeout TO '1s'\"}", "limited {\"search_path=public, pg_temp\",transaction_timeout=5s,work_mem=5MB}", "stamp {event_triggers=off,transaction_timeout=7s}"];
        Assert.Equal(
            string.Join('|', expected),
            await database.ScalarAsync("SELECT string_agg(concat_ws(' ', proname, proconfig), '|' ORDER BY proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"));
        Assert.Equal("adds one", await database.ScalarAsync("SELECT obj_description('limited'::regproc)"));
        // All of them work: rows as the original has them, and more.
        await database.ExecuteAsync("CALL fill(2)");
        Assert.Equal("1 2 stamped,1 2 stamped,2 2 stamped,2 2 stamped,3 2 stamped", await database.ScalarAsync("SELECT string_agg(concat_ws(' ', a, b, note), ',' ORDER BY a) FROM t"));
    }

    [Fact]
    public async Task A_function_that_fails_for_another_reason_is_a_failure_even_beside_an_unknown_setting()
    {
        await using var dump = await SmallDump.CreateAsync("CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql SET work_mem TO '5MB' AS 'SELECT 1'");
        // Both names are as long as those that they replace.
        await ReplaceAsync(dump.File, "work_mem", "work_may");
        await ReplaceAsync(dump.File, "RETURNS integer", "RETURNS integre");

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(new RestorePlanOptions()));

        Assert.Equal(ErrorCode.RestoreStatementFailed, failure.Code);
        Assert.Contains("FUNCTION public.f", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Policies_are_restored_for_the_roles_that_are_there(bool german)
    {
        await using var kept = await TestRole.CreateAsync();
        var gone = await TestRole.CreateAsync();
        await using var dump = await SmallDump.CreateAsync($"""
            CREATE TABLE t (id int, owner text);
            ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            CREATE POLICY "both" ON t TO {gone.QuotedName}, {kept.QuotedName} USING (owner = 'TO {gone.Name}');
            CREATE POLICY nobody ON t TO {gone.QuotedName} USING (true);
            COMMENT ON POLICY nobody ON t IS 'goes with it';
            CREATE POLICY everybody ON t AS RESTRICTIVE FOR SELECT USING (id > 0);
            CREATE FOREIGN DATA WRAPPER w;
            CREATE SERVER s FOREIGN DATA WRAPPER w;
            CREATE USER MAPPING FOR {gone.QuotedName} SERVER s;
            CREATE USER MAPPING FOR PUBLIC SERVER s;
            """);
        await TestServer.ExecuteAsync("postgres", $"DROP ROLE {gone.QuotedName}");
        await using var database = await TestServer.CreateDatabaseAsync();
        var target = german ? await TestLanguage.InGermanAsync(database) : database;

        var report = await PlainRestore.IntoAsync(target, dump.File);

        Assert.Equal(
            $"both {{{kept.Name}}} (owner = 'TO {gone.Name}'::text)|everybody {{public}} (id > 0)",
            await database.ScalarAsync("SELECT string_agg(concat_ws(' ', policyname, roles, qual), '|' ORDER BY policyname) FROM pg_policies"));
        Assert.Equal("public", await database.ScalarAsync("SELECT string_agg(usename, ',') FROM pg_user_mappings"));
        Assert.Equal(3, report.Notices.Count);
        Assert.All(report.Notices, n => Assert.Contains($"\"{gone.Name}\"", n, StringComparison.Ordinal));
        Assert.Single(report.Notices, n => n.StartsWith("POLICY public.t both ", StringComparison.Ordinal) && n.Contains("is restored without", StringComparison.Ordinal));
        Assert.Single(report.Notices, n => n.StartsWith("POLICY public.t nobody ", StringComparison.Ordinal) && n.Contains("is left out", StringComparison.Ordinal));
        Assert.Single(report.Notices, n => n.StartsWith($"USER MAPPING USER MAPPING {gone.Name} SERVER s ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_policy_of_a_missing_role_is_a_failure_where_ownership_is_restored(bool german)
    {
        var gone = await TestRole.CreateAsync();
        await using var dump = await SmallDump.CreateAsync($"CREATE TABLE t (id int); CREATE POLICY nobody ON t TO {gone.QuotedName} USING (true);");
        await TestServer.ExecuteAsync("postgres", $"DROP ROLE {gone.QuotedName}");
        await using var database = await TestServer.CreateDatabaseAsync();
        var target = german ? await TestLanguage.InGermanAsync(database) : database;

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(target, dump.File, new RestorePlanOptions { NoOwner = false }));

        Assert.Equal(ErrorCode.RestoreStatementFailed, failure.Code);
        Assert.Contains("nobody", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EXTENSION", "EXTENSION plpgsql", "COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language'", true)]
    [InlineData("FUNCTION", "FUNCTION pg_catalog.now()", "COMMENT ON FUNCTION pg_catalog.now() IS 'PL/pgSQL procedural language'", false)]
    public async Task A_comment_that_only_a_superuser_may_make_is_passed_over_where_the_server_has_it(string type, string tag, string sql, bool isBenign)
    {
        await using var role = await TestRole.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {database.QuotedName} OWNER TO {role.QuotedName}");
        var archive = new ArchiveBuilder()
            .Entry(ArchiveBuilder.Plain(5, type, tag))
            .Entry(ArchiveBuilder.Plain(6, "COMMENT", tag, sql + ";\n") with { Dependencies = [5] })
            .Build();
        var owned = database with { Server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: TestContext.Current.CancellationToken) };

        var restore = PlainRestore.IntoAsync(owned, new MemorySource(archive));

        if (isBenign) Assert.Contains("EXTENSION plpgsql", Assert.Single((await restore).Notices), StringComparison.Ordinal);
        else Assert.Contains("42501", (await Assert.ThrowsAsync<PgCloneException>(() => restore)).Why!, StringComparison.Ordinal);
    }

    /// <summary>The archive was dumped as the user postgres.</summary>
    private static async Task<Dictionary<string, string>> OwnersAsync() =>
        new() { ["postgres"] = (string)(await TestServer.ScalarAsync("postgres", "SELECT current_user::text"))! };

    private static async Task ReplaceAsync(string file, string text, string by)
    {
        var bytes = System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains(text, bytes, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(file, System.Text.Encoding.Latin1.GetBytes(bytes.Replace(text, by, StringComparison.Ordinal)), TestContext.Current.CancellationToken);
    }
}
