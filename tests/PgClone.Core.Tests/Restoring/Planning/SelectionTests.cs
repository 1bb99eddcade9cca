using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Restoring.Planning;

public sealed class SelectionTests
{
    private const string Rich = "pg15-v1.14-gzip.dump";

    [Theory]
    [InlineData("app.customer")]
    [InlineData("part.events")]
    [InlineData("*_*")]
    [InlineData("?*e*")]
    public async Task What_is_not_left_out_restores_without_an_error(string pattern)
    {
        await RestoreRichAsync(new Selection { ExcludeTables = [pattern] });
        await RestoreRichAsync(new Selection { IncludeTables = [pattern] });
        await RestoreRichAsync(new Selection { ExcludeData = [pattern] });
        await RestoreRichAsync(new Selection { IncludeData = [pattern] });
    }

    [Theory]
    [InlineData("app", "app")]
    [InlineData("ext", "ext", "app")]
    [InlineData("part", "part", "app")]
    [InlineData("Mixed *", "Mixed *")]
    public async Task What_is_in_other_schemas_restores_without_an_error(string excluded, params string[] included)
    {
        await RestoreRichAsync(new Selection { ExcludeSchemas = [excluded] });
        await RestoreRichAsync(new Selection { IncludeSchemas = included });
    }

    [Fact]
    public async Task A_table_goes_with_all_that_depends_on_it_and_nothing_else()
    {
        await using var dump = await ShopAsync();

        var restored = await dump.RestoreAsync(new Selection { ExcludeTables = ["customer"] });

        await using var database = restored.Database;
        Assert.Equal("item,orders,part,part_1,part_2", await database.ScalarAsync(Relations("r', 'p")));
        Assert.Null(await database.ScalarAsync("SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('S', 'v', 'm')"));
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND confrelid = 0"));
        Assert.Equal(3L, await database.ScalarAsync("SELECT count(*) FROM orders"));
        Assert.Contains(restored.Report.Notices, notice => notice.Contains("VIEW public.big_customer", StringComparison.Ordinal)
            && notice.Contains("FK CONSTRAINT public.orders orders_customer_fkey", StringComparison.Ordinal));
        Assert.Contains(restored.Report.Notices, notice => notice.EndsWith("their table is left out (public.customer).", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_included_partitioned_table_brings_its_partitions_and_an_included_partition_its_root()
    {
        await using var dump = await ShopAsync();

        var whole = await dump.RestoreAsync(new Selection { IncludeTables = ["public.part"] });
        var one = await dump.RestoreAsync(new Selection { IncludeTables = ["part_2"] });
        var without = await dump.RestoreAsync(new Selection { IncludeTables = ["part"], ExcludeTables = ["part_2"] });

        await using var first = whole.Database;
        await using var second = one.Database;
        await using var third = without.Database;
        Assert.Equal(("part,part_1,part_2", 20L), (await first.ScalarAsync(Relations("r', 'p")), await first.ScalarAsync("SELECT count(*) FROM part")));
        Assert.Equal(("part,part_2", 10L), (await second.ScalarAsync(Relations("r', 'p")), await second.ScalarAsync("SELECT count(*) FROM part")));
        Assert.Equal(("part,part_1", 10L), (await third.ScalarAsync(Relations("r', 'p")), await third.ScalarAsync("SELECT count(*) FROM part")));
    }

    [Fact]
    public async Task Rows_of_a_partitioned_table_are_those_of_its_partitions()
    {
        await using var dump = await ShopAsync();

        var excluded = await dump.RestoreAsync(new Selection { ExcludeData = ["public.part"] });
        var included = await dump.RestoreAsync(new Selection { IncludeData = ["part"] });

        await using var first = excluded.Database;
        await using var second = included.Database;
        Assert.Equal((0L, 3L), (await first.ScalarAsync("SELECT count(*) FROM part"), await first.ScalarAsync("SELECT count(*) FROM orders")));
        Assert.Equal((20L, 0L), (await second.ScalarAsync("SELECT count(*) FROM part"), await second.ScalarAsync("SELECT count(*) FROM orders")));
    }

    [Fact]
    public async Task A_foreign_key_to_rows_that_are_left_out_is_not_checked()
    {
        await using var dump = await ShopAsync();

        var restored = await dump.RestoreAsync(new Selection { ExcludeData = ["customer"] });

        await using var database = restored.Database;
        Assert.Equal(false, await database.ScalarAsync("SELECT convalidated FROM pg_constraint WHERE conname = 'orders_customer_fkey'"));
        Assert.Equal(true, await database.ScalarAsync("SELECT convalidated FROM pg_constraint WHERE conname = 'item_order_id_fkey'"));
        Assert.Contains(restored.Report.Notices, notice => notice.Contains("NOT VALID", StringComparison.Ordinal) && notice.Contains("orders_customer_fkey", StringComparison.Ordinal));
        // A partitioned table can't have such a key before PostgreSQL 18.
        var major = (await TestServer.GetAsync()).Version.Major;
        Assert.Equal(major >= 18 ? 1L : 0L, await database.ScalarAsync("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'part'::regclass"));
    }

    [Fact]
    public async Task A_foreign_key_to_rows_that_were_not_dumped_is_not_checked()
    {
        await using var dump = await SmallDump.CreateAsync(
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a); INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)", "--exclude-table-data=a");

        var restored = await dump.RestoreAsync(Selection.Everything);

        await using var database = restored.Database;
        Assert.Equal(false, await database.ScalarAsync("SELECT convalidated FROM pg_constraint WHERE contype = 'f'"));
    }

    [Fact]
    public async Task A_materialized_view_shows_what_its_tables_hold_unless_it_is_named()
    {
        await using var dump = await ShopAsync();

        var withoutRows = await dump.RestoreAsync(new Selection { ExcludeData = ["customer"] });
        var unpopulated = await dump.RestoreAsync(new Selection { ExcludeData = ["customer_count"] });

        await using var first = withoutRows.Database;
        await using var second = unpopulated.Database;
        Assert.Equal(0L, await first.ScalarAsync("SELECT n FROM customer_count"));
        Assert.Equal("customer_count,customer_count_twice", await second.ScalarAsync(
            "SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relkind = 'm' AND NOT relispopulated"));
    }

    [Fact]
    public async Task Extensions_stay_with_their_schema()
    {
        var database = await RestoreRichAsync(new Selection { IncludeSchemas = ["app"] }, keep: true);

        await using var _ = database;
        Assert.True((long)(await database.ScalarAsync("SELECT count(*) FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE nspname = 'ext'"))! > 5);
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM pg_namespace WHERE nspname IN ('part', 'empty_schema')"));
    }

    [Theory]
    [InlineData(ArchiveSection.Data, "--section=pre-data", "--section=post-data")]
    [InlineData(ArchiveSection.PostData, "--section=pre-data", "--section=data")]
    public async Task Skipped_sections_are_left_out_as_stock_pg_restore_does(ArchiveSection section, params string[] stockSections)
    {
        await using var dump = await SmallDump.CreateAsync("""
            CREATE TABLE a (id serial PRIMARY KEY);
            CREATE TABLE b (a int REFERENCES a);
            CREATE INDEX ON b (a);
            CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM b;
            INSERT INTO a DEFAULT VALUES;
            INSERT INTO b VALUES (1);
            """);
        await using var stock = await TestServer.CreateDatabaseAsync();

        var restored = await dump.RestoreAsync(new RestorePlanOptions { SkipSections = new HashSet<ArchiveSection> { section } });
        (await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, [.. stockSections, dump.File])).EnsureSuccess();

        await using var database = restored.Database;
        Assert.Equal(await PlainDump.LinesOfAsync(stock), await PlainDump.LinesOfAsync(database));
    }

    [Theory]
    [InlineData("pg15-v1.14-gzip.dump")]
    [InlineData("pg17-v1.16-zstd.dump")]
    public async Task Sections_of_every_kind_of_entry_can_be_skipped(string archive)
    {
        await RichCluster.PrepareAsync();
        foreach (var sections in new ArchiveSection[][] { [ArchiveSection.Data], [ArchiveSection.PostData], [ArchiveSection.Data, ArchiveSection.PostData] })
        {
            await using var database = await TestServer.CreateDatabaseAsync();
            var options = new RestorePlanOptions { NoOwner = false, NoAcl = false, SkipSections = sections.ToHashSet() };

            var report = await PlainRestore.IntoAsync(database, Path.Combine(RepositoryPaths.Archives, archive), options);

            Assert.Equal(sections.Contains(ArchiveSection.Data), report.Tables.Count == 0);
            Assert.Equal(sections.Contains(ArchiveSection.Data), (long)(await database.ScalarAsync("SELECT count(*) FROM pg_largeobject_metadata"))! == 0);
            Assert.Equal(sections.Contains(ArchiveSection.PostData), (long)(await database.ScalarAsync("SELECT count(*) FROM pg_trigger"))! == 0);
        }
    }

    [Fact]
    public async Task A_view_that_gets_its_query_in_a_skipped_section_is_missed()
    {
        await using var dump = await ShopAsync();

        var restored = await dump.RestoreAsync(new RestorePlanOptions { SkipSections = new HashSet<ArchiveSection> { ArchiveSection.PostData } });

        await using var database = restored.Database;
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM pg_class WHERE relname = 'big_customer'"));
        Assert.Contains(restored.Report.Notices, notice => notice.Contains("VIEW public.big_customer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("table", "Customer", "customer")]
    [InlineData("table", "public.ordres*", "public.orders")]
    [InlineData("schema", "pubilc", "public")]
    public async Task A_pattern_that_means_nothing_is_refused(string kind, string pattern, string nearest)
    {
        await using var dump = await ShopAsync();
        Selection[] selections = kind == "schema"
            ? [new() { IncludeSchemas = [pattern] }, new() { ExcludeSchemas = [pattern] }]
            : [new() { IncludeTables = [pattern] }, new() { ExcludeTables = [pattern] }, new() { IncludeData = [pattern] }, new() { ExcludeData = [pattern] }];

        foreach (var selection in selections)
        {
            var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(selection));

            Assert.Equal(ErrorCode.InvalidOption, failure.Code);
            Assert.Contains($"No {kind} in the dump matches '{pattern}'", failure.Message, StringComparison.Ordinal);
            Assert.Equal($"The nearest is '{nearest}'.", failure.Why);
        }
    }

    private static string Relations(string kinds) =>
        $"SELECT string_agg(relname, ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('{kinds}')";

    private static async Task<TestDatabase> RestoreRichAsync(Selection selection, bool keep = false)
    {
        await RichCluster.PrepareAsync();
        var database = await TestServer.CreateDatabaseAsync();
        var options = new RestorePlanOptions { NoOwner = false, NoAcl = false, Selection = selection };
        await PlainRestore.IntoAsync(database, Path.Combine(RepositoryPaths.Archives, Rich), options);
        if (!keep) await database.DisposeAsync();
        return database;
    }

    private static Task<SmallDump> ShopAsync() => SmallDump.CreateAsync("""
        CREATE TABLE customer (id serial PRIMARY KEY, name text);
        CREATE TABLE orders (id int PRIMARY KEY, customer int CONSTRAINT orders_customer_fkey REFERENCES customer);
        COMMENT ON CONSTRAINT orders_customer_fkey ON orders IS 'who ordered';
        CREATE TABLE item (order_id int REFERENCES orders);
        CREATE TABLE part (id int, customer int REFERENCES customer) PARTITION BY RANGE (id);
        CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (11);
        CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (11) TO (100);
        CREATE INDEX ON part (customer);
        CREATE VIEW big_customer AS SELECT id, name FROM customer GROUP BY id;
        CREATE MATERIALIZED VIEW customer_count AS SELECT count(*) AS n FROM big_customer;
        CREATE MATERIALIZED VIEW customer_count_twice AS SELECT 2 * n AS n FROM customer_count;
        CREATE FUNCTION any_customer() RETURNS customer LANGUAGE sql AS 'SELECT * FROM customer LIMIT 1';
        INSERT INTO customer (name) VALUES ('a'), ('b'), ('c');
        INSERT INTO orders VALUES (1, 1), (2, 2), (3, 3);
        INSERT INTO item VALUES (1), (2);
        INSERT INTO part SELECT i, 1 + i % 3 FROM generate_series(1, 20) i;
        REFRESH MATERIALIZED VIEW customer_count;
        REFRESH MATERIALIZED VIEW customer_count_twice;
        """);
}
