using System.Globalization;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Comparing;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Extensions that are left out. What depends on them goes too; all else restores without an error, and as stock pg_restore restores the same entries.</summary>
public sealed class ExtensionChoiceTests
{
    private const string Shop = """
        CREATE SCHEMA e; CREATE SCHEMA c;
        CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist; CREATE EXTENSION "uuid-ossp";
        CREATE EXTENSION postgres_fdw; CREATE EXTENSION moddatetime; CREATE EXTENSION unaccent; CREATE EXTENSION intarray SCHEMA e; CREATE EXTENSION cube SCHEMA c;
        CREATE EXTENSION earthdistance SCHEMA c;
        COMMENT ON EXTENSION citext IS 'own';
        REVOKE EXECUTE ON FUNCTION citext_eq FROM PUBLIC;
        CREATE TABLE plain (id int PRIMARY KEY, name text);
        CREATE TABLE mail (id int PRIMARY KEY, address citext);
        CREATE TABLE letter (id int PRIMARY KEY, mail int REFERENCES mail, at text CHECK (at::citext <> 'x'));
        CREATE TABLE reply (letter int REFERENCES mail (id), plain int REFERENCES plain);
        CREATE DOMAIN address AS citext; CREATE TABLE domained (a address);
        CREATE TYPE composed AS (a citext, b int); CREATE TABLE composite (c composed);
        CREATE TABLE arrays (a citext[]);
        CREATE TABLE parted (a citext, b int) PARTITION BY LIST (b); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
        CREATE MATERIALIZED VIEW addresses AS SELECT address FROM mail;
        CREATE VIEW alike AS SELECT similarity(name, 'x') FROM plain;
        CREATE INDEX trigrams ON plain USING gin (name gin_trgm_ops);
        CREATE INDEX insensitive ON plain ((name::citext));
        CREATE TABLE booked (id int, period int4range, EXCLUDE USING gist (id WITH =, period WITH &&));
        CREATE TABLE identified (id uuid DEFAULT uuid_generate_v4(), name text);
        CREATE TABLE stamped (id int, at timestamptz);
        CREATE TRIGGER stamp BEFORE UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION moddatetime(at);
        CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'x'); CREATE FOREIGN TABLE remote (a int) SERVER far;
        CREATE FUNCTION f(citext) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION body(text) RETURNS int LANGUAGE plpgsql AS 'DECLARE x citext; BEGIN RETURN 1; END';
        CREATE AGGREGATE all_of(hstore) (sfunc = hs_concat, stype = hstore);
        CREATE TEXT SEARCH CONFIGURATION plainly (COPY = simple); ALTER TEXT SEARCH CONFIGURATION plainly ALTER MAPPING FOR word WITH unaccent, simple;
        CREATE TABLE e.numbers (a int[]); CREATE INDEX within ON e.numbers USING gin (a e.gin__int_ops);
        CREATE TABLE tree (path ltree); CREATE TABLE place (at c.earth);
        INSERT INTO plain VALUES (1, 'one'), (2, 'two'); INSERT INTO mail VALUES (1, 'A'); INSERT INTO letter VALUES (1, 1, 'y'); INSERT INTO reply VALUES (1, 1);
        INSERT INTO booked VALUES (1, '[1,2)'), (2, '[1,2)'); INSERT INTO identified (name) VALUES ('x'); INSERT INTO e.numbers VALUES ('{1}'); INSERT INTO parted VALUES ('x', 1);
        """;

    private const string Extensions = "btree_gist,citext,cube,earthdistance,hstore,intarray,ltree,moddatetime,pg_trgm,postgres_fdw,unaccent,uuid-ossp";
    private const string Tables = "addresses,alike,arrays,booked,composed,composite,domained,identified,letter,mail,numbers,parted,parted_1,place,plain,remote,reply,stamped,tree";

    [Theory]
    [InlineData("citext", "addresses,arrays,composed,composite,domained,letter,mail,parted,parted_1")]
    [InlineData("pg_trgm", "alike")]
    [InlineData("btree_gist", "")]
    [InlineData("uuid-ossp", "identified")]
    [InlineData("postgres_fdw", "remote")]
    [InlineData("cube", "place", "earthdistance")]
    [InlineData("*tree,unaccent", "tree")]
    [InlineData("moddatetime,hstore,intarray", "")]
    [InlineData("*", "addresses,alike,arrays,composed,composite,domained,identified,letter,mail,parted,parted_1,place,remote,tree", "*")]
    public async Task What_does_not_depend_on_them_is_restored_as_by_stock_pg_restore(string patterns, string gone, string more = "")
    {
        await using var dump = await SmallDump.CreateAsync(Shop);
        var selection = new Selection { ExcludeExtensions = patterns.Split(',') };
        var left = Extensions.Split(',').Where(name => !(patterns + "," + more).Split(',').Any(pattern => pattern.Length > 0 && Selection.Matches(pattern, name)));

        var (one, _) = await dump.RestoreAsync(new RestorePlanOptions { Jobs = 1, NoAcl = false, Selection = selection });
        await using var first = one;
        var (database, report) = await dump.RestoreAsync(new RestorePlanOptions { Jobs = 4, NoAcl = false, Selection = selection });
        await using var second = database;
        await using var stock = await RestoreRestAsync(dump.File, report.Skipped);

        Assert.Empty(report.Failures);
        Assert.Equal(string.Join(',', left), await database.ScalarAsync("SELECT coalesce(string_agg(extname, ',' ORDER BY extname COLLATE \"C\"), '') FROM pg_extension WHERE extname <> 'plpgsql'"));
        Assert.Equal(string.Join(',', Tables.Split(',').Except(gone.Split(','))), await database.ScalarAsync(
            "SELECT string_agg(relname, ',' ORDER BY relname COLLATE \"C\") FROM pg_class WHERE relkind NOT IN ('i', 'I', 'S', 't') AND relnamespace IN ('public'::regnamespace, 'e'::regnamespace)"));
        await DatabaseComparison.AssertEqualAsync(stock, database);
        await DatabaseComparison.AssertEqualAsync(stock, one);
        Assert.Contains(report.Notices, notice => notice.Contains("entries are not restored: their extension is left out (", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pgagent", "pgagent", "INSERT INTO pgagent.pga_jobclass (jclname) VALUES ('own'); GRANT SELECT ON pgagent.pga_job TO PUBLIC", "TABLE DATA pgagent.pga_jobclass", "TABLE DATA pgagent.pga_jobsteplog and 1 more")]
    [InlineData("postgis", "postgis", "INSERT INTO spatial_ref_sys (srid, srtext, proj4text) VALUES (990001, 'x', 'x'); CREATE TABLE shape (g geometry)", "TABLE DATA public.spatial_ref_sys", "TABLE public.shape")]
    public async Task Rows_and_privileges_of_their_own_tables_go_too(string extension, string pattern, string sql, params string[] named)
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        Assert.SkipWhen(await source.ScalarAsync($"SELECT 1 FROM pg_available_extensions WHERE name = '{extension}'") is null, $"The server has no extension {extension}.");
        await source.ExecuteAsync($"CREATE EXTENSION {extension}; CREATE EXTENSION citext; CREATE TABLE t (a citext); INSERT INTO t VALUES ('x'); {sql}");
        await using var dump = await SmallDump.OfAsync(source);

        foreach (var jobs in new[] { 1, 4 })
        {
            var (database, report) = await dump.RestoreAsync(new RestorePlanOptions { Jobs = jobs, NoAcl = false, Selection = new Selection { ExcludeExtensions = [pattern] } });

            await using var _ = database;
            Assert.Empty(report.Failures);
            Assert.Equal((1L, "citext"), (await database.ScalarAsync("SELECT count(*) FROM t"), await database.ScalarAsync("SELECT string_agg(extname, ',') FROM pg_extension WHERE extname <> 'plpgsql'")));
            var told = string.Join('\n', report.Notices);
            foreach (var name in named) Assert.Contains(name, told, StringComparison.Ordinal);
            Assert.DoesNotContain("tried again", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task One_that_the_dump_has_not_is_an_error_that_names_the_nearest()
    {
        await using var dump = await SmallDump.CreateAsync("CREATE EXTENSION citext; CREATE EXTENSION hstore; CREATE TABLE t ()");
        await using var none = await SmallDump.CreateAsync("CREATE TABLE t ()");

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(new Selection { ExcludeExtensions = ["hstor"] }));
        var without = await Assert.ThrowsAsync<PgCloneException>(() => none.RestoreAsync(new Selection { ExcludeExtensions = ["plpgsql"] }));

        Assert.Equal((ErrorCode.InvalidOption, "No extension in the dump matches 'hstor'.", "The nearest is 'hstore'."), (failure.Code, failure.What, failure.Why));
        Assert.Equal((ErrorCode.InvalidOption, "It has no extensions."), (without.Code, without.Why));
    }

    [Fact]
    public async Task An_included_table_that_needs_one_is_refused()
    {
        await using var dump = await SmallDump.CreateAsync("CREATE EXTENSION citext; CREATE TABLE t (a citext); CREATE TABLE u ()");

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(new Selection { ExcludeExtensions = ["citext"], IncludeTables = ["*"] }));

        Assert.Equal(
            (ErrorCode.InvalidOption, "public.t needs EXTENSION citext.", "Do not exclude extension citext. Or exclude table public.t."),
            (failure.Code, failure.Why, failure.Advice));
    }

    /// <summary>What pg_restore makes of the entries that are not left out. It reports the rows of tables that are not there, and goes on.</summary>
    private static async Task<TestDatabase> RestoreRestAsync(string file, IReadOnlyList<SkippedEntry> skipped)
    {
        await using var source = FileArchiveSource.Open(file);
        var archive = await ArchiveReader.ReadAsync(source, TestContext.Current.CancellationToken);
        var list = Path.GetTempFileName();
        var ids = archive.Entries.Select(entry => entry.DumpId).Except(skipped.Select(s => s.Entry.DumpId));
        await File.WriteAllLinesAsync(list, ids.Select(id => id.ToString(CultureInfo.InvariantCulture) + ";"), TestContext.Current.CancellationToken);
        var stock = await TestServer.CreateDatabaseAsync();
        await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, "--no-owner", "-L", list, file);
        File.Delete(list);
        return stock;
    }
}
