using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace PgClone.S3;

public sealed class S3FaultTests
{
    private const int Megabyte = 1024 * 1024;

    private static readonly DumpKey Key = DumpKey.Parse("shop/2026_11_22_09_30_00_000000.default.dump");
    private static readonly S3Patience Patience = new(8, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1.5), 4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Fault.Drop, 100_000)]
    [InlineData(Fault.Drop, 3 * Megabyte)]
    [InlineData(Fault.Stall, 2 * Megabyte)]
    [InlineData(Fault.Busy, 1)]
    public async Task A_download_goes_on_where_it_was_interrupted(Fault fault, int after)
    {
        using var bucket = await TestBucket.CreateAsync();
        var content = S3StoreTests.Bytes(20 * Megabyte, 1);
        await bucket.PutAsync("dumps/" + Key, content);
        await using var network = new FaultyNetwork(bucket.Server.Port, fault, after, faults: 3);
        var store = Open(bucket, network);
        await using var source = await store.OpenAsync(Key, Token);

        var read = new byte[content.Length];
        for (var at = 0; at < read.Length; at += Megabyte) Assert.Equal(Megabyte, await source.ReadAsync(at, read.AsMemory(at, Megabyte), Token));

        Assert.Equal(content, read);
        Assert.Equal(3, network.Happened);
    }

    [Fact]
    public async Task A_download_that_never_gets_on_fails_with_a_code()
    {
        using var bucket = await TestBucket.CreateAsync();
        await bucket.PutAsync("dumps/" + Key, S3StoreTests.Bytes(20 * Megabyte, 1));
        await using var network = new FaultyNetwork(bucket.Server.Port, Fault.Stall, 5000, faults: int.MaxValue);
        await using var broken = await OpenBehindAsync(bucket, network, Patience with { Silence = TimeSpan.FromSeconds(0.5) });

        var e = await Assert.ThrowsAsync<PgCloneException>(async () => await broken.ReadAsync(0, new byte[Megabyte], Token));

        Assert.Equal(ErrorCode.StoreUnreachable, e.Code);
        Assert.Equal($"s3://{bucket.Name}/dumps/{Key}", e.Where);
    }

    [Fact]
    public async Task Cancelling_ends_a_read_that_waits_for_a_silent_store()
    {
        using var bucket = await TestBucket.CreateAsync();
        await bucket.PutAsync("dumps/" + Key, S3StoreTests.Bytes(20 * Megabyte, 1));
        await using var network = new FaultyNetwork(bucket.Server.Port, Fault.Stall, 5000, faults: int.MaxValue);
        await using var source = await OpenBehindAsync(bucket, network, Patience with { Silence = TimeSpan.FromMinutes(10) });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var reading = source.ReadAsync(0, new byte[Megabyte], stop.Token).AsTask();
        while (network.Happened == 0) await Task.Delay(10, Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(Fault.Drop)]
    [InlineData(Fault.Busy)]
    public async Task An_upload_is_tried_again(Fault fault)
    {
        using var bucket = await TestBucket.CreateAsync();
        var content = S3StoreTests.Bytes(30 * Megabyte, 1);
        await using var network = new FaultyNetwork(bucket.Server.Port, fault, 1, faults: 2);
        var store = Open(bucket, network);

        await using (var writer = await store.CreateAsync(Key, 0, Token))
        {
            await writer.WriteAsync(content, Token);
            await writer.CommitAsync(default, Token);
        }

        Assert.Equal(content, await bucket.GetAsync("dumps/" + Key));
        Assert.Equal(2, network.Happened);
    }

    private static S3Store Open(TestBucket bucket, FaultyNetwork network, S3Patience? patience = null)
    {
        var location = S3Location.Parse($"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}");
        return new S3Store(location, S3Clients.Create(location, patience ?? Patience), NullLogger.Instance, patience ?? Patience);
    }

    /// <summary>Opens the dump while the network lets the short answers through.</summary>
    private static async Task<IArchiveSource> OpenBehindAsync(TestBucket bucket, FaultyNetwork network, S3Patience? patience = null) =>
        await Open(bucket, network, patience).OpenAsync(Key, Token);
}
