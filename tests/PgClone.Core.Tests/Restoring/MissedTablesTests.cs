using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Choices of tables that need others, and what others need.</summary>
public sealed class MissedTablesTests
{
    private const string Schemas = """
        CREATE SCHEMA app; CREATE SCHEMA audit; CREATE SCHEMA ref; CREATE SCHEMA lib;
        CREATE DOMAIN ref.code AS text CHECK (length(VALUE) < 9);
        CREATE FUNCTION ref.nextcode() RETURNS text LANGUAGE sql AS $$ SELECT 'c' || (random() * 1000)::int $$;
        CREATE FUNCTION lib.twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * $1';
        CREATE TABLE ref.country (code ref.code PRIMARY KEY DEFAULT ref.nextcode(), name text);
        CREATE TABLE app.customer (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, country ref.code REFERENCES ref.country);
        CREATE TABLE app.orders (id serial PRIMARY KEY, customer int NOT NULL REFERENCES app.customer);
        CREATE TABLE app.plain (id serial PRIMARY KEY, note text);
        CREATE TABLE audit.log (id bigserial PRIMARY KEY, txt text);
        CREATE TABLE audit.other (id int);
        CREATE TABLE app.extra (customer int) INHERITS (audit.log);
        CREATE TABLE app.defaults (a int, b text DEFAULT ref.nextcode());
        CREATE MATERIALIZED VIEW app.mv AS SELECT count(*) AS n FROM audit.log;
        CREATE INDEX ON audit.log (txt);
        INSERT INTO ref.country VALUES ('de', 'D');
        INSERT INTO app.customer (country) VALUES ('de'), ('de');
        INSERT INTO app.orders (customer) SELECT 1 + i % 2 FROM generate_series(1, 20) i;
        INSERT INTO app.plain (note) SELECT 'x' FROM generate_series(1, 7);
        INSERT INTO audit.log (txt) VALUES ('x');
        """;

    [Fact]
    public async Task Tables_of_an_included_schema_that_need_another_one_are_named_with_what_they_need()
    {
        await using var dump = await SmallDump.CreateAsync(Schemas);

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(new Selection { IncludeSchemas = ["app"] }));

        Assert.Equal(ErrorCode.InvalidOption, failure.Code);
        foreach (var why in new[] { "app.customer needs DOMAIN ref.code", "app.extra needs TABLE audit.log", "app.defaults needs FUNCTION ref.nextcode()" })
            Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("app.orders", failure.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("app.mv", failure.Why, StringComparison.Ordinal);
        Assert.Equal("Include schema ref, schema audit. Or exclude table app.customer, table app.defaults, table app.extra.", failure.Advice);
    }

    [Theory]
    [InlineData("app,audit,ref", "", "", "app.customer,app.defaults,app.extra,app.mv,app.orders,app.plain,audit.log,audit.other,ref.country")]
    [InlineData("", "m*,plain", "", "app.plain")]
    [InlineData("app,ref", "audit.log", "", "app.customer,app.defaults,app.extra,app.mv,app.orders,app.plain,audit.log,ref.country")]
    [InlineData("app", "", "customer,extra,defaults", "app.orders,app.plain")]
    [InlineData("lib", "plain", "", "app.plain")]
    [InlineData("ref", "app.extra,plain", "", "app.extra,app.plain,audit.log,ref.country")]
    [InlineData("", "app.orders,audit.*", "", "app.orders,audit.log,audit.other")]
    public async Task Included_schemas_and_tables_add_up(string schemas, string tables, string excluded, string expected)
    {
        await using var dump = await SmallDump.CreateAsync(Schemas);

        var (database, _) = await dump.RestoreAsync(new Selection { IncludeSchemas = Split(schemas), IncludeTables = Split(tables), ExcludeTables = Split(excluded) });

        await using var __ = database;
        Assert.Equal(expected, await database.ScalarAsync(
            "SELECT string_agg(oid::regclass::text, ',' ORDER BY oid::regclass::text COLLATE \"C\") FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace::regnamespace::text IN ('app', 'audit', 'ref')"));
        if (expected.Contains("app.plain", StringComparison.Ordinal))
            Assert.Equal((7L, 8L), (await database.ScalarAsync("SELECT count(*) FROM app.plain"), await database.ScalarAsync("SELECT nextval(pg_get_serial_sequence('app.plain', 'id'))")));
        if (expected.Contains("audit.log", StringComparison.Ordinal))
            Assert.Equal((2L, 2L), (await database.ScalarAsync("SELECT nextval('audit.log_id_seq')"), await database.ScalarAsync("SELECT count(*) FROM pg_index WHERE indrelid = 'audit.log'::regclass")));
    }

    [Theory]
    [InlineData("app.mv", "", "", "app.mv needs TABLE audit.log.", "Include table audit.log. Or exclude table app.mv.")]
    [InlineData("app.extra", "", "audit.log", "app.extra needs TABLE audit.log.", "Do not exclude table audit.log. Or exclude table app.extra.")]
    [InlineData("app.c*", "ref", "", "app.customer needs DOMAIN ref.code.", "Do not exclude schema ref. Or exclude table app.customer.")]
    public async Task A_table_that_is_included_by_its_name_and_falls_away_is_refused(string table, string excludedSchema, string excludedTable, string why, string advice)
    {
        await using var dump = await SmallDump.CreateAsync(Schemas);

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(
            new Selection { IncludeTables = [table], ExcludeSchemas = Split(excludedSchema), ExcludeTables = Split(excludedTable) }));

        Assert.Equal((ErrorCode.InvalidOption, why, advice), (failure.Code, failure.Why, failure.Advice));
    }

    [Fact]
    public async Task What_is_excluded_takes_with_it_what_was_not_asked_for()
    {
        await using var dump = await SmallDump.CreateAsync(Schemas);

        var (database, report) = await dump.RestoreAsync(new Selection { ExcludeSchemas = ["ref"] });

        await using var _ = database;
        Assert.Contains(report.Notices, notice => notice.Contains("TABLE app.customer", StringComparison.Ordinal));
        Assert.Equal(7L, await database.ScalarAsync("SELECT count(*) FROM app.plain"));
    }

    [Fact]
    public async Task A_selection_that_leaves_no_table_is_refused()
    {
        await using var dump = await SmallDump.CreateAsync(Schemas);
        await using var schemaOnly = await SmallDump.CreateAsync(Schemas, "--schema-only");

        foreach (var archive in new[] { dump, schemaOnly })
        {
            foreach (var selection in new Selection[] { new() { ExcludeTables = ["*"] }, new() { IncludeSchemas = ["lib"] }, new() { ExcludeSchemas = ["app", "audit", "ref"] }, new() { IncludeTables = ["audit.log"], ExcludeTables = ["log"] } })
            {
                var failure = await Assert.ThrowsAsync<PgCloneException>(() => archive.RestoreAsync(selection));

                Assert.Equal((ErrorCode.InvalidOption, "No table of the dump would be restored."), (failure.Code, failure.What));
            }
        }
    }

    [Fact]
    public async Task A_dump_without_tables_needs_none()
    {
        await using var dump = await SmallDump.CreateAsync("CREATE SCHEMA a; CREATE SCHEMA b; CREATE FUNCTION a.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TYPE b.t AS ENUM ('x')");

        var (database, _) = await dump.RestoreAsync(new Selection { IncludeSchemas = ["a"] });

        await using var __ = database;
        Assert.Equal(1, await database.ScalarAsync("SELECT a.f()"));
    }

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
