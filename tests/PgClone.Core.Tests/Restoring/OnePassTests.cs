using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Archives that don't say where their data blocks lie, restored while they are read once from front to back.</summary>
public sealed class OnePassTests(PipedDump dump, SampleDump sample) : IClassFixture<PipedDump>, IClassFixture<SampleDump>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1.01)]
    [InlineData(2, 1.1)]
    [InlineData(12, 1.1)]
    public async Task An_archive_of_many_tables_is_read_once(int jobs, double most)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await using var source = new MeteredSource(FileArchiveSource.Open(dump.File));

        await PlainRestore.IntoAsync(database, source, new RestorePlanOptions { Jobs = jobs }, isOnePass: true);

        Assert.Equal(dump.Sum, await database.ScalarAsync(PipedDump.SumOfAll));
        Assert.InRange(source.Length, 3L * 32 * 1024 * 1024, long.MaxValue);
        Assert.InRange((double)source.Bytes / source.Length, 0.9, most);
    }

    [Fact]
    public async Task What_is_left_out_is_passed_over()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await using var source = new MeteredSource(FileArchiveSource.Open(dump.File));

        await PlainRestore.IntoAsync(database, source, new RestorePlanOptions { Jobs = 4, Selection = new Selection { ExcludeData = ["large_*"] } }, isOnePass: true);

        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM large_1"));
        Assert.Equal(PipedDump.SmallTables * 500L, await database.ScalarAsync("SELECT count(*) FROM all_small"));
        Assert.InRange(source.Bytes, 0, (long)(1.01 * source.Length));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Cancelling_in_the_middle_ends_it(int jobs)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var source = new MeteredSource(FileArchiveSource.Open(dump.File), bytes =>
        {
            if (bytes > 40_000_000) stop.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            PlainRestore.IntoAsync(database, source, new RestorePlanOptions { Jobs = jobs }, cancellationToken: stop.Token, isOnePass: true));

        Assert.InRange(source.Bytes, 40_000_000, source.Length / 2 + 40_000_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task A_cut_archive_is_refused_wherever_it_is_cut(int jobs)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        foreach (var archive in new[] { sample.Plain, await sample.InAsync(ArchiveCompression.Zlib), await sample.InAsync(ArchiveCompression.Zstd) })
        {
            var start = (int)(await ArchiveParts.TakeAsync(archive, Token)).Archive.DataStart;
            var random = new Random(jobs);
            for (var i = 0; i < 5; i++)
            {
                await GuardedRestore.EmptyAsync(database);

                var e = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(
                    database, new MemorySource(archive.AsMemory(0, random.Next(start, archive.Length - 1))), new RestorePlanOptions { Jobs = jobs }, isOnePass: true));

                Assert.Equal(ErrorCode.ArchiveTruncated, e.Code);
            }
        }
    }

    [Theory]
    [InlineData(ArchiveCompression.None, 1)]
    [InlineData(ArchiveCompression.None, 4)]
    [InlineData(ArchiveCompression.Zlib, 1)]
    [InlineData(ArchiveCompression.Zlib, 4)]
    public async Task A_damaged_archive_has_the_code_that_a_search_gives_it(ArchiveCompression compression, int jobs)
    {
        var archive = (await ArchiveParts.TakeAsync(await sample.InAsync(compression), Token)).Build(withOffsets: false);
        var start = (int)(await ArchiveReader.ReadAsync(new MemorySource(archive), Token)).DataStart;
        var random = new Random(11);
        await using var database = await TestServer.CreateDatabaseAsync();
        var refused = 0;
        for (var i = 0; i < 15; i++)
        {
            var damaged = Damage(archive, random.Next(start, archive.Length - 10), kind: i % 3);

            var searched = await CodeOfAsync(database, damaged, jobs, isOnePass: false);
            var passed = await CodeOfAsync(database, damaged, jobs, isOnePass: true);

            Assert.True(searched == passed, $"Case {i}: {searched} when searched, {passed} in one pass.");
            if (passed is not null) refused++;
        }

        Assert.InRange(refused, 5, 15);
    }

    /// <summary>In one place: of two, it depends on the order which is told.</summary>
    private static byte[] Damage(byte[] archive, int at, int kind)
    {
        var damaged = archive.ToArray();
        if (kind == 0) damaged[at] ^= 0x10;
        if (kind == 1) new byte[] { 0xFF, 0xFF, 0xFF, 0x7F }.CopyTo(damaged, at);
        return kind == 2 ? [.. archive[..at], .. archive[(at + 3)..]] : damaged;
    }

    private static async Task<ErrorCode?> CodeOfAsync(TestDatabase database, byte[] archive, int jobs, bool isOnePass)
    {
        await GuardedRestore.EmptyAsync(database);
        try
        {
            await PlainRestore.IntoAsync(database, new MemorySource(archive), new RestorePlanOptions { Jobs = jobs }, isOnePass: isOnePass);
            return null;
        }
        catch (PgCloneException e)
        {
            return e.Code;
        }
    }
}
