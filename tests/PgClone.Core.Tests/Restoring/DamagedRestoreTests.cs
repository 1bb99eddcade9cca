using PgClone.Archives;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>
/// Archives damaged at random, through whole restores: each is refused with a code, or restored to what it says. What can be known depends on
/// the place: rows in zlib have a checksum, so damage to them never goes through. Those in zstd, lz4 and without compression have none as
/// pg_dump writes them, and neither has the table of contents: a changed letter there is another valid letter.
/// </summary>
public sealed class DamagedRestoreTests(SampleDump sample) : IClassFixture<SampleDump>
{
    private const string Content = """
        SELECT concat_ws('|',
            (SELECT string_agg(t::text, ',' ORDER BY id) FROM app.customer t), (SELECT string_agg(t::text, ',' ORDER BY id) FROM app.orders t),
            (SELECT string_agg(t::text, ',' ORDER BY id) FROM app.event t), (SELECT string_agg(t::text, ',' ORDER BY customer_id) FROM app.busy t),
            (SELECT string_agg(oid || encode(lo_get(oid), 'hex'), ',' ORDER BY oid) FROM pg_largeobject_metadata),
            (SELECT string_agg(concat(relname, relkind), ',' ORDER BY relname) FROM pg_class WHERE relnamespace = 'app'::regnamespace),
            (SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint WHERE connamespace = 'app'::regnamespace),
            (SELECT string_agg(tgname, ',' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal), (SELECT string_agg(rulename, ',' ORDER BY rulename) FROM pg_rewrite WHERE ev_class >= 16384))
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Damaged_rows_in_zlib_are_refused_or_unharmed()
    {
        var archive = await sample.InAsync(ArchiveCompression.Zlib);
        var expected = await ContentOfAsync(archive);

        await DamageRowsAsync(archive, seed: 1, times: 60, refusedAtLeast: 35, async database => Assert.Equal(expected, await database.ScalarAsync(Content)));
    }

    [Fact]
    public async Task Damaged_insert_statements_in_zlib_are_refused_or_unharmed()
    {
        var expected = await ContentOfAsync(sample.Inserts);

        await DamageRowsAsync(sample.Inserts, seed: 2, times: 30, refusedAtLeast: 15, async database => Assert.Equal(expected, await database.ScalarAsync(Content)));
    }

    [Theory]
    [InlineData(ArchiveCompression.Lz4)]
    [InlineData(ArchiveCompression.Zstd)]
    public async Task Damaged_rows_without_a_checksum_are_refused_or_taken_for_other_rows(ArchiveCompression compression) =>
        await DamageRowsAsync(await sample.InAsync(compression), seed: 3, times: 20, refusedAtLeast: 5, async database => Assert.NotNull(await database.ScalarAsync(Content)));

    [Fact]
    public async Task Damaged_rows_without_compression_are_refused_or_restored_as_stock_does() =>
        await DamageRowsAsync(sample.Plain, seed: 4, times: 15, refusedAtLeast: 4);

    [Fact]
    public async Task A_damaged_head_is_refused_or_restored_as_stock_does()
    {
        var start = (int)(await ArchiveParts.TakeAsync(sample.Plain, Token)).Archive.DataStart;
        var damage = new ArchiveDamage(seed: 5);

        await RestoreEachAsync(60, refusedAtLeast: 20, () => damage.Bytes(sample.Plain, 5, start));
    }

    [Fact]
    public async Task A_table_of_contents_with_changed_entries_is_refused_or_restored_as_stock_does()
    {
        var parts = await ArchiveParts.TakeAsync(sample.Plain, Token);
        var damage = new ArchiveDamage(seed: 6);

        await RestoreEachAsync(60, refusedAtLeast: 10, () => damage.Entries(parts));
    }

    [Fact]
    public async Task What_is_refused_leaves_the_target_as_it_was()
    {
        var archive = await sample.InAsync(ArchiveCompression.Zlib);
        var start = (int)(await ArchiveParts.TakeAsync(archive, Token)).Archive.DataStart;
        var damage = new ArchiveDamage(seed: 7);
        var cloner = await sample.CreateClonerAsync();
        await using var target = await TestServer.CreateDatabaseAsync();
        var identity = $"SELECT oid FROM pg_database WHERE datname = '{target.Name}'";
        var refused = 0;

        for (var i = 0; i < 6; i++)
        {
            await File.WriteAllBytesAsync(sample.File, damage.Bytes(archive, i % 2 == 0 ? 5 : start, archive.Length), Token);
            var before = await target.ScalarAsync(identity);

            if (await GuardedRestore.TryAsync(token => cloner.RestoreAsync(new RestoreOptions { Source = "sample", Database = target.Name }, token))) continue;

            Assert.Equal(before, await target.ScalarAsync(identity));
            await target.AssertNothingLeftAsync();
            refused++;
        }

        Assert.InRange(refused, 3, 6);
    }

    private static async Task<object?> ContentOfAsync(byte[] archive)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await PlainRestore.IntoAsync(database, new MemorySource(archive));
        return await database.ScalarAsync(Content);
    }

    private async Task DamageRowsAsync(byte[] archive, int seed, int times, int refusedAtLeast, Func<TestDatabase, Task>? expect = null)
    {
        var start = (int)(await ArchiveParts.TakeAsync(archive, Token)).Archive.DataStart;
        var damage = new ArchiveDamage(seed);
        await RestoreEachAsync(times, refusedAtLeast, () => damage.Bytes(archive, start, archive.Length), expect);
    }

    private async Task RestoreEachAsync(int times, int refusedAtLeast, Func<byte[]> next, Func<TestDatabase, Task>? expect = null)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await using var stock = await TestServer.CreateDatabaseAsync();
        var refused = 0;
        for (var i = 0; i < times; i++)
        {
            var damaged = next();
            try
            {
                if (!await GuardedRestore.IntoAsync(database, damaged)) refused++;
                else if (expect is not null) await expect(database);
                else await CompareWithStockAsync(database, stock, damaged);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Case {i}: {e.Message}", e);
            }
        }

        Assert.InRange(refused, refusedAtLeast, times);
    }

    /// <summary>Where the damage makes a difference and stock pg_restore takes the archive, it comes to the same.</summary>
    private async Task CompareWithStockAsync(TestDatabase database, TestDatabase stock, byte[] archive)
    {
        var lines = await PlainDump.LinesOfAsync(database);
        if (lines.SequenceEqual(sample.Lines)) return;

        await GuardedRestore.EmptyAsync(stock);
        await File.WriteAllBytesAsync(sample.File, archive, Token);
        var restore = await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, "--exit-on-error", "--no-owner", "--no-privileges", sample.File);
        if (restore.ExitCode == 0) Assert.Equal(await PlainDump.LinesOfAsync(stock), lines);
    }
}
