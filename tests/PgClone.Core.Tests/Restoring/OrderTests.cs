using PgClone.Archives;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Databases in which the order of a restore decides over values, compared down to generated columns, materialized views and the contents of indexes.</summary>
public sealed class OrderTests : IDisposable
{
    private const string RowsOfAll = """
        SELECT string_agg(c.oid::regclass || ' ' || (xpath('/row/h/text()', query_to_xml(format('SELECT count(*) || '':'' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS h FROM ONLY %s t', c.oid::regclass), false, true, '')))[1], ', ' ORDER BY c.oid::regclass::text)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|information_schema)'
        """;

    private const string TriggerStates = "SELECT string_agg(tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text, ', ' ORDER BY tgrelid::regclass::text, tgname) FROM pg_trigger WHERE tgname !~ '^RI_'";

    private readonly string _folder = Directory.CreateTempSubdirectory("pgclone-order-").FullName;

    public static TheoryData<string, int[]> Cases => new()
    {
        { "02-check.sql", [1, 2, 4, 8] },
        { "second-tries.sql", [1, 2, 4, 8] },
        { "13-order.sql", [1, 4] },
        { "15-index-lookup.sql", [1, 4] },
        { "15e-index-lookup.sql", [1, 2, 4, 8] },
        { "16-generated-lookup.sql", [1, 2, 4, 8] },
        { "code-in-rows.sql", [1, 2, 4, 8] },
        { "code-in-indexes.sql", [1, 2, 4, 8] },
        { "partition-trigger-state.sql", [1, 4] },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Restores_every_value_at_every_number_of_jobs(string sql, int[] jobs) => RestoresAsync(sql, jobs);

    [Theory]
    [InlineData("15b-postgis.sql", "postgis")]
    [InlineData("17-pgagent.sql", "pgagent")]
    public async Task Restores_extensions_own_rows_first(string sql, string extension)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        Assert.SkipUnless(await database.ScalarAsync($"SELECT 1 FROM pg_available_extensions WHERE name = '{extension}'") is not null, $"The server has no extension {extension}.");

        await RestoresAsync(sql, [1, 2, 4, 8]);
    }

    [Fact]
    public async Task Defaults_and_extensions_make_no_table_wait()
    {
        await using var original = await TestServer.CreateDatabaseAsync();
        await original.ExecuteAsync("""
            CREATE EXTENSION citext;
            CREATE EXTENSION "uuid-ossp";
            CREATE FUNCTION next_code(n int) RETURNS text LANGUAGE plpgsql AS $$begin return 'c' || n; end$$;
            CREATE DOMAIN positive AS int DEFAULT length(next_code(2)) CHECK (VALUE > 0);
            CREATE TABLE a (id uuid DEFAULT uuid_generate_v4(), code text DEFAULT next_code(1) CHECK (code <> ''), email citext CHECK (email <> ''), upper text GENERATED ALWAYS AS (upper(code)) STORED);
            CREATE TABLE b (id positive, again positive DEFAULT abs(length(next_code(3))), CHECK (id > 0));
            CREATE INDEX ON a (email);
            CREATE INDEX ON a (lower(code));
            """);
        var path = Path.Combine(_folder, "x.dump");
        (await StockTools.RunAsync("pg_dump", original.Server, original.Name, "-Fc", "-f", path)).EnsureSuccess();

        var plan = await PlanAsync(original, path);

        Assert.All(plan.Tasks.OfType<TableDataTask>(), task => Assert.Empty(task.DependsOn));
        Assert.All(plan.Tasks.OfType<SqlTask>().Where(task => task.Steps[0].Entry.Type == "INDEX"), task => Assert.All(task.DependsOn, id => Assert.IsType<TableDataTask>(plan.Tasks[id])));
    }

    private static async Task<RestorePlan> PlanAsync(TestDatabase database, string path)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var source = FileArchiveSource.Open(path);
        var archive = await ArchiveReader.ReadAsync(source, cancel);
        return RestorePlanner.Create(
            archive, await BlockIndex.CreateAsync(source, archive, cancel), new RestorePlanOptions { Jobs = 4 }, await RestoreTarget.ReadAsync(database.Server, (string?)await database.ScalarAsync("SHOW server_encoding"), cancel));
    }

    private async Task RestoresAsync(string sql, int[] jobs)
    {
        await using var original = await TestServer.CreateDatabaseAsync();
        (await StockTools.RunAsync("psql", original.Server, original.Name, "--file", CaseFiles.PathOf(sql))).EnsureSuccess();
        var path = Path.Combine(_folder, "x.dump");
        (await StockTools.RunAsync("pg_dump", original.Server, original.Name, "-Fc", "-f", path)).EnsureSuccess();
        var (rows, triggers) = (await original.ScalarAsync(RowsOfAll), await original.ScalarAsync(TriggerStates));

        foreach (var (count, isOnePass) in jobs.SelectMany(count => new[] { (count, false), (count, true) }))
        {
            await using var restored = await TestServer.CreateDatabaseAsync();
            await PlainRestore.IntoAsync(restored, path, new RestorePlanOptions { Jobs = count }, isOnePass: isOnePass);

            Assert.Equal(rows, await restored.ScalarAsync(RowsOfAll));
            Assert.Equal(triggers, await restored.ScalarAsync(TriggerStates));
            await restored.ExecuteAsync("CREATE EXTENSION amcheck");
            await restored.ScalarAsync("SELECT count(bt_index_check(c.oid, true)) FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE c.relkind = 'i' AND a.amname = 'btree'");
        }
    }
}
