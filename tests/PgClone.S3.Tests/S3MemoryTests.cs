using PgClone.Storage;

namespace PgClone.S3;

/// <summary>What the process holds is measured, so that no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(S3MemoryTests), DisableParallelization = true)]
[Collection(nameof(S3MemoryTests))]
public sealed class S3MemoryTests
{
    private static readonly DumpKey Key = DumpKey.Parse("shop/2026_11_22_09_30_00_000000.default.dump");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_dump_goes_through_a_few_buffers_both_ways()
    {
        const int Length = 300 * 1024 * 1024;
        using var bucket = await TestBucket.CreateAsync();
        var store = bucket.Open();
        var piece = S3StoreTests.Bytes(1024 * 1024, 1);
        var held = new List<long>();

        await using (var writer = await store.CreateAsync(Key, 0, Token))
        {
            for (var at = 0; at < Length; at += piece.Length)
            {
                await writer.WriteAsync(piece, Token);
                held.Add(GC.GetTotalMemory(forceFullCollection: at % (32 * piece.Length) == 0));
            }

            await writer.CommitAsync(default, Token);
        }

        await using var source = await store.OpenAsync(Key, Token);
        var read = new byte[piece.Length];
        for (long at = 0; at < Length; at += await source.ReadAsync(at, read, Token))
        {
            Assert.True(at == 0 || piece.AsSpan().SequenceEqual(read));
            held.Add(GC.GetTotalMemory(forceFullCollection: at % (32 * piece.Length) == 0));
        }

        Assert.True(held.Max() - held[0] < 160 * 1024 * 1024, $"{held.Max() - held[0]:N0} bytes more were held.");
    }
}
