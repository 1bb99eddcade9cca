using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Partitions whose rows go through their root, as pg_dump has it where their key's hash varies from database to database.</summary>
public sealed class PartitionChoiceTests
{
    private const string HashedByEnum = """
        CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
        CREATE TABLE h (v e, n int) PARTITION BY HASH (v);
        CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        CREATE TABLE other (n int);
        INSERT INTO h SELECT x, i FROM unnest(enum_range(NULL::e)) x, generate_series(1, 5) i;
        INSERT INTO other VALUES (1);
        """;

    private const string Nested = """
        CREATE SCHEMA hashed;
        CREATE TYPE e AS ENUM ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
        CREATE TABLE r (n int, region text, v e) PARTITION BY RANGE (n);
        CREATE TABLE r_low PARTITION OF r FOR VALUES FROM (0) TO (10) PARTITION BY LIST (region);
        CREATE TABLE r_high PARTITION OF r FOR VALUES FROM (10) TO (20);
        CREATE TABLE low_eu PARTITION OF r_low FOR VALUES IN ('eu') PARTITION BY HASH (v);
        CREATE TABLE low_us PARTITION OF r_low FOR VALUES IN ('us');
        CREATE TABLE hashed.eu_0 PARTITION OF low_eu FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE hashed.eu_1 PARTITION OF low_eu FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        INSERT INTO r SELECT i, region, x FROM generate_series(0, 19) i, unnest(ARRAY['eu', 'us']) region, unnest(enum_range(NULL::e)) x;
        """;

    [Theory]
    [InlineData("exclude-table", "h1")]
    [InlineData("include-table", "public.h0")]
    [InlineData("exclude", "h1")]
    [InlineData("include-data", "h0")]
    [InlineData("exclude", "h0", "--inserts")]
    [InlineData("exclude-table", "h1", "--rows-per-insert=3")]
    public async Task A_part_of_them_is_refused(string option, string pattern, params string[] dumpArguments)
    {
        await using var dump = await SmallDump.CreateAsync(HashedByEnum, dumpArguments);

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(Select(option, [pattern])));

        Assert.Equal((ErrorCode.InvalidOption, "public.h can't be restored in part."), (failure.Code, failure.What));
        Assert.Contains("public.h0", failure.Why, StringComparison.Ordinal);
        Assert.Contains("public.h1", failure.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exclude-table", 40L, "other")]
    [InlineData("include-table", 40L, "h")]
    [InlineData("include-table", 40L, "h?")]
    [InlineData("include-data", 40L, "h0", "h1")]
    [InlineData("exclude", 0L, "h")]
    [InlineData("exclude", 0L, "h0", "h1")]
    [InlineData("exclude-table", 0L, "h0", "h1")]
    public async Task All_of_them_or_none_are_restored(string option, long rows, params string[] patterns)
    {
        await using var dump = await SmallDump.CreateAsync(HashedByEnum);

        var (database, _) = await dump.RestoreAsync(Select(option, patterns));

        await using var __ = database;
        Assert.Equal(rows, await database.ScalarAsync("SELECT count(*) FROM h"));
    }

    [Theory]
    [InlineData("--load-via-partition-root")]
    [InlineData("--inserts")]
    public async Task What_a_list_or_a_range_of_numbers_deals_out_can_be_chosen_by_the_partition(string dumpArgument)
    {
        await using var dump = await SmallDump.CreateAsync(Nested, dumpArgument);

        foreach (var (option, pattern) in new[] { ("exclude-table", "r_high"), ("include-table", "low_eu"), ("exclude", "low_us"), ("exclude-table", "low_eu"), ("include-data", "r_low") })
        {
            var (database, _) = await dump.RestoreAsync(Select(option, [pattern]));

            await using var __ = database;
            var expected = pattern switch { "r_high" or "r_low" => 160L, "low_eu" when option == "include-table" => 80L, _ => 240L };
            Assert.Equal(expected, await database.ScalarAsync("SELECT count(*) FROM r"));
        }
    }

    [Theory]
    [InlineData("exclude-table", "eu_0")]
    [InlineData("exclude", "hashed.eu_1")]
    public async Task A_part_of_those_below_a_list_is_refused(string option, string pattern)
    {
        await using var dump = await SmallDump.CreateAsync(Nested);

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(Select(option, [pattern])));

        Assert.Equal(ErrorCode.InvalidOption, failure.Code);
        Assert.Contains("in part", failure.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_go_with_a_root_that_is_left_out()
    {
        await using var dump = await SmallDump.CreateAsync("CREATE SCHEMA roots; " + HashedByEnum + "ALTER TABLE h SET SCHEMA roots");

        var (database, report) = await dump.RestoreAsync(Select("exclude-schema", ["roots"]));

        await using var __ = database;
        Assert.Equal("other", await database.ScalarAsync("SELECT string_agg(relname, ',') FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"));
        Assert.Contains(report.Notices, notice => notice.Contains("TABLE public.h0, TABLE public.h1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_of_those_below_a_list_can_be_left_out()
    {
        await using var dump = await SmallDump.CreateAsync(Nested);

        var (database, _) = await dump.RestoreAsync(Select("exclude-schema", ["hashed"]));

        await using var __ = database;
        Assert.Equal(240L, await database.ScalarAsync("SELECT count(*) FROM r"));
    }

    [Theory]
    [InlineData("CREATE TABLE t (n text) PARTITION BY RANGE (n); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('a') TO ('m'); CREATE TABLE t_2 PARTITION OF t DEFAULT")]
    [InlineData("CREATE TABLE t (n int) PARTITION BY HASH (n); CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE t_2 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)")]
    [InlineData("CREATE TABLE t (n text) PARTITION BY LIST (lower(n)); CREATE TABLE t_1 PARTITION OF t FOR VALUES IN ('1', '2'); CREATE TABLE t_2 PARTITION OF t DEFAULT")]
    public async Task What_a_locale_a_hash_or_an_expression_deals_out_is_chosen_as_a_whole(string sql)
    {
        await using var dump = await SmallDump.CreateAsync(sql + "; INSERT INTO t SELECT generate_series(1, 20)", "--load-via-partition-root");

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(Select("exclude-table", ["t_1"])));

        Assert.Equal(ErrorCode.InvalidOption, failure.Code);
        Assert.Contains("Chosen: public.t_2. Left out: public.t_1.", failure.Why, StringComparison.Ordinal);
    }

    private static Selection Select(string option, string[] patterns) => option switch
    {
        "include-table" => new() { IncludeTables = patterns },
        "exclude-table" => new() { ExcludeTables = patterns },
        "exclude-schema" => new() { ExcludeSchemas = patterns },
        "include-data" => new() { IncludeData = patterns },
        _ => new() { ExcludeData = patterns },
    };
}
