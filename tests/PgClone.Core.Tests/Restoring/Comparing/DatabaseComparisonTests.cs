using PgClone.Testing;
using Xunit.Sdk;

namespace PgClone.Restoring.Comparing;

public sealed class DatabaseComparisonTests
{
    private const string Source = """
        CREATE TABLE lookup (factor int);
        CREATE FUNCTION times(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN i * (SELECT sum(factor) FROM public.lookup); END';
        """;

    private const string Rows = "INSERT INTO lookup VALUES (3);";

    [Fact]
    public async Task Sees_a_generated_column_whose_function_had_no_rows_to_read()
    {
        const string Table = "CREATE TABLE t (i int, g int GENERATED ALWAYS AS (times(i)) STORED); INSERT INTO t SELECT generate_series(1, 50);";

        await AssertSeenAsync(Table, "public.t: ");
    }

    [Fact]
    public async Task Sees_a_materialized_view_that_was_filled_too_early() =>
        await AssertSeenAsync("CREATE MATERIALIZED VIEW m AS SELECT sum(factor) FROM lookup;", "public.m: ");

    [Theory]
    [InlineData("btree (times(i))")]
    [InlineData("btree ((i / 2)) WHERE times(i) > 30")]
    [InlineData("hash (times(i))")]
    [InlineData("brin (times(i)) WITH (pages_per_range = 1)")]
    [InlineData("gin ((ARRAY[times(i), i]))")]
    [InlineData("gin ((to_tsvector('simple', 'word' || times(i))))")]
    [InlineData("gin ((('[' || times(i) || ']')::jsonb))")]
    [InlineData("gist ((int4range(times(i), times(i), '[]')))")]
    [InlineData("gist ((point(times(i), 0)))")]
    [InlineData("gist ((to_tsvector('simple', 'word' || times(i))))")]
    [InlineData("spgist ((int4range(times(i), times(i), '[]')))")]
    [InlineData("spgist ((times(i)::text))")]
    public Task Sees_an_index_whose_function_had_no_rows_to_read(string index) =>
        AssertSeenAsync($"CREATE TABLE t AS SELECT i FROM generate_series(1, 2000) i; CREATE INDEX the_index ON t USING {index};", "public.the_index: ");

    [Fact]
    public async Task Names_the_indexes_that_it_could_not_try()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN i; END';
            CREATE TABLE t AS SELECT 1 AS i;
            CREATE INDEX tried ON t USING hash (i);
            CREATE INDEX untried ON t USING hash (f(i));
            CREATE OR REPLACE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RAISE ''broken''; END';
            """);

        var content = await IndexContent.CheckAsync(database);

        Assert.Equal([], content.Faults);
        Assert.Equal(["public.untried"], content.Untried);
    }

    private static async Task AssertSeenAsync(string made, string seen)
    {
        await using var right = await TestServer.CreateDatabaseAsync();
        await using var same = await TestServer.CreateDatabaseAsync();
        await using var wrong = await TestServer.CreateDatabaseAsync();
        foreach (var database in new[] { right, same }) await database.ExecuteAsync(Source + Rows + made);
        await wrong.ExecuteAsync(Source + made + Rows);

        await DatabaseComparison.AssertEqualAsync(right, same);
        Assert.Equal([], (await IndexContent.CheckAsync(same)).Untried);
        var failure = await Assert.ThrowsAnyAsync<XunitException>(() => DatabaseComparison.AssertEqualAsync(right, wrong));

        Assert.Equal(await PlainDump.LinesOfAsync(right), await PlainDump.LinesOfAsync(wrong));
        Assert.Contains(seen, failure.Message, StringComparison.Ordinal);
    }
}
