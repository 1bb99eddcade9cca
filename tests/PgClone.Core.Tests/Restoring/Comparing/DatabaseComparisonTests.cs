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
        AssertSeenAsync($"CREATE TABLE t AS SELECT i FROM generate_series(1, 2000) i; CREATE INDEX the_index ON t USING {index};", "public.the_index");

    [Theory]
    [InlineData("hash (f(i))", "column 1")]
    [InlineData("gin ((ARRAY[i]), (ARRAY[f(i)]))", "column 2")]
    [InlineData("gist ((point(i, 0)), (point(f(i), 0)))", "column 2")]
    [InlineData("brin (i, f(i)) WITH (pages_per_range = 1)", "column 2")]
    public async Task Sees_an_index_whose_function_was_another_when_it_was_built(string index, string column)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync($"""
            CREATE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN i; END';
            CREATE TABLE t AS SELECT i FROM generate_series(1, 2000) i;
            CREATE INDEX "The index" ON t USING {index};
            CREATE OR REPLACE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN -i; END';
            """);

        var content = await IndexContent.CheckAsync(database);

        Assert.StartsWith($"public.\"The index\" {column}: finds 0 of ", Assert.Single(content.Faults), StringComparison.Ordinal);
        Assert.Equal([], content.Errors);
        Assert.Equal([], content.Untried);
    }

    [Fact]
    public async Task Names_the_indexes_that_the_server_refuses_to_try_and_those_without_an_operator()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN i; END';
            CREATE OPERATOR CLASS without_operators FOR TYPE int USING hash AS FUNCTION 1 hashint4(int);
            CREATE TABLE t AS SELECT 1 AS i;
            CREATE INDEX tried ON t USING hash (i);
            CREATE INDEX refused ON t USING hash (f(i));
            CREATE INDEX untried ON t USING hash (i without_operators);
            CREATE OR REPLACE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RAISE ''broken''; END';
            """);

        var content = await IndexContent.CheckAsync(database);

        Assert.Equal([], content.Faults);
        Assert.Equal(["public.refused column 1: broken"], content.Errors);
        Assert.Equal(["public.untried column 1"], content.Untried);
        await Assert.ThrowsAnyAsync<XunitException>(() => DatabaseComparison.AssertEqualAsync(database, database));
    }

    [Fact]
    public async Task Sees_an_index_that_only_one_side_can_try()
    {
        const string Made = "CREATE OPERATOR CLASS bare FOR TYPE int USING hash AS {0} FUNCTION 1 hashint4(int); CREATE TABLE t (i int); CREATE INDEX ON t USING hash (i bare);";
        await using var tried = await TestServer.CreateDatabaseAsync();
        await using var untried = await TestServer.CreateDatabaseAsync();
        await tried.ExecuteAsync(Made.Replace("{0}", "OPERATOR 1 =,", StringComparison.Ordinal));
        await untried.ExecuteAsync(Made.Replace("{0}", "", StringComparison.Ordinal));

        var (one, other) = (await IndexContent.CheckAsync(tried), await IndexContent.CheckAsync(untried));

        Assert.Equal([], one.Untried);
        Assert.Equal(["public.t_i_idx column 1"], other.Untried);
    }

    [Fact]
    public async Task Tries_words_that_a_query_has_to_quote()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE TABLE t AS SELECT array_to_tsvector(ARRAY[word]) AS words FROM unnest(ARRAY['it''s', 'C:\temp', 'a & b', '''']) word;
            CREATE INDEX ON t USING gin (words);
            """);

        var content = await IndexContent.CheckAsync(database);

        Assert.Equal([], content.Errors);
        Assert.Equal([], content.Untried);
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
