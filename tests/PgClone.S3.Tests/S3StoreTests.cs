using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

public sealed class S3StoreTests
{
    private const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";
    private const int Part = 8 * 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DumpKey Parsed => DumpKey.Parse(Key);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(10, 0)]
    [InlineData(0, 1)]
    [InlineData(100, Part - 100)]
    [InlineData(100, Part - 99)]
    [InlineData(100, (3 * Part) - 100)]
    [InlineData(Part, 0)]
    [InlineData(Part + 1, 20)]
    [InlineData(1000, (6 * Part) + 12345)]
    public async Task What_was_written_is_read(int headLength, int bodyLength)
    {
        using var bucket = await TestBucket.CreateAsync();
        var (head, body) = (Bytes(headLength, 1), Bytes(bodyLength, 2));
        var store = bucket.Open();

        await WriteAsync(store, head, body);

        byte[] expected = [.. head, .. body];
        Assert.Equal(expected, await bucket.GetAsync("dumps/" + Key));
        Assert.Equal(expected, await ReadAsync(store));
        Assert.Equal([new StoredDump(Parsed, expected.Length)], await store.ListAsync(Token).ToListAsync(Token));
        Assert.Empty(await bucket.ListUploadsAsync());
    }

    [Fact]
    public async Task A_dump_that_is_not_committed_leaves_neither_object_nor_upload()
    {
        using var bucket = await TestBucket.CreateAsync();

        await using (var writer = await bucket.Open().CreateAsync(Parsed, 100, Token))
        {
            await writer.WriteAsync(Bytes(4 * Part, 1), Token);
            Assert.NotEmpty(await bucket.ListUploadsAsync());
        }

        Assert.Empty(await bucket.ListAsync());
        Assert.Empty(await bucket.ListUploadsAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(3 * Part)]
    public async Task A_dump_that_is_there_is_never_overwritten(int length)
    {
        using var bucket = await TestBucket.CreateAsync();
        var store = bucket.Open();
        await using var writer = await store.CreateAsync(Parsed, 0, Token);
        await writer.WriteAsync(Bytes(length, 1), Token);
        await bucket.PutAsync("dumps/" + Key, [1, 2, 3]);

        var late = await Assert.ThrowsAsync<PgCloneException>(() => writer.CommitAsync(default, Token));
        var early = await Assert.ThrowsAsync<PgCloneException>(() => store.CreateAsync(Parsed, 0, Token));

        Assert.Equal([ErrorCode.StoreUnavailable, ErrorCode.StoreUnavailable], [late.Code, early.Code]);
        Assert.Equal([1, 2, 3], await bucket.GetAsync("dumps/" + Key));
    }

    [Fact]
    public async Task A_manifest_lies_beside_its_dump_and_goes_with_it()
    {
        using var bucket = await TestBucket.CreateAsync();
        var store = bucket.Open();
        await WriteAsync(store, [1], [2]);
        var none = await store.ReadManifestAsync(Parsed, Token);
        await store.WriteManifestAsync(Parsed, "{}"u8.ToArray(), Token);
        var written = await store.ReadManifestAsync(Parsed, Token);
        var names = await bucket.ListAsync();
        var dumps = await store.ListAsync(Token).ToListAsync(Token);

        await store.DeleteAsync(Parsed, Token);
        await store.DeleteAsync(Parsed, Token);

        Assert.Null(none);
        Assert.Equal("{}"u8.ToArray(), written!.Value.ToArray());
        Assert.Equal([$"dumps/{Key}", $"dumps/{Key}.json"], names);
        Assert.Single(dumps);
        Assert.Empty(await bucket.ListAsync());
    }

    [Fact]
    public async Task A_dump_that_is_replaced_while_it_is_read_is_not_read_on()
    {
        using var bucket = await TestBucket.CreateAsync();
        await bucket.PutAsync("dumps/" + Key, Bytes(3 * Part, 1));
        await using var source = await bucket.Open().OpenAsync(Parsed, Token);
        await source.ReadAsync(0, new byte[100], Token);
        await bucket.PutAsync("dumps/" + Key, Bytes(3 * Part, 2));

        var e = await Assert.ThrowsAsync<PgCloneException>(async () => await source.ReadAsync(2 * Part, new byte[100], Token));

        Assert.Equal(ErrorCode.StoreUnavailable, e.Code);
        Assert.Contains("replaced", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using var bucket = await TestBucket.CreateAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => bucket.Open().OpenAsync(Parsed, Token));

        Assert.Equal(ErrorCode.DumpNotFound, e.Code);
        Assert.Equal($"s3://{bucket.Name}/dumps/{Key}", e.Where);
    }

    internal static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task WriteAsync(IDumpStore store, byte[] head, byte[] body)
    {
        await using var writer = await store.CreateAsync(Parsed, head.Length, Token);
        // In the pieces that a pipe gives.
        foreach (var piece in body.Chunk(1_000_003)) await writer.WriteAsync(piece, Token);
        await writer.CommitAsync(head, Token);
    }

    private static async Task<byte[]> ReadAsync(IDumpStore store)
    {
        await using IArchiveSource source = await store.OpenAsync(Parsed, Token);
        var bytes = new byte[source.Length];
        for (long at = 0; at < bytes.Length;) at += await source.ReadAsync(at, bytes.AsMemory((int)at, (int)Math.Min(700_001, bytes.Length - at)), Token);
        Assert.Equal(0, await source.ReadAsync(bytes.Length, new byte[1], Token));
        return bytes;
    }
}
