using PgClone.Storage;

namespace PgClone.S3;

/// <summary>What is asked of the server, as it is sent.</summary>
public sealed class S3RequestTests
{
    private const string Key = "shop/2026_11_22_09_00_00_000000.default.dump";
    private const string OtherKey = "shop/2026_11_22_10_00_00_000000.default.dump";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_latest_dump_of_a_database_is_found_without_the_keys_of_others()
    {
        using var bucket = await TestBucket.CreateAsync();
        await PutAsync(bucket, ["dumps/blog/2026_11_22_09_00_00_000000.default.dump", "dumps/shop/2026_11_22_09_00_00_000000.default.dump", "dumps/prod/shop/default/2026-11-23-09-00-00-000000.dump"]);
        await using var network = new WatchedNetwork(bucket.Server.Port);

        var found = (await Catalog.FindAsync(Open(bucket, network), "shop", Token)).Resolve("shop");

        Assert.Equal("prod/shop/default/2026-11-23-09-00-00-000000.dump", found.Key.Value);
        Assert.Equal(["dumps/", "dumps/blog/shop/", "dumps/prod/shop/", "dumps/shop/"], network.Requests.Select(PrefixOf).Order(StringComparer.Ordinal));
        Assert.Single(network.Requests, request => request.Contains("delimiter=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dump_is_found_by_its_key_with_one_request()
    {
        using var bucket = await TestBucket.CreateAsync();
        await PutAsync(bucket, ["dumps/" + Key, "dumps/" + OtherKey]);
        await using var network = new WatchedNetwork(bucket.Server.Port);

        var catalog = await Catalog.FindAsync(Open(bucket, network), Key, Token);

        Assert.Equal(Key, Assert.Single(catalog.Dumps).Key.Value);
        Assert.Equal(["dumps/" + Key], network.Requests.Select(PrefixOf));
    }

    [Fact]
    public async Task Many_dumps_are_deleted_by_the_thousand_and_no_manifest_before_its_dump()
    {
        using var bucket = await TestBucket.CreateAsync();
        var keys = Enumerable.Range(0, 1001).Select(i => DumpKey.Parse($"shop/2026_11_22_09_{i / 60:00}_{i % 60:00}_000000.default.dump")).ToList();
        // Not all of them need be there.
        await PutAsync(bucket, new[] { keys[0], keys[1], keys[999], keys[^1] }.Select(key => "dumps/" + key).Append($"dumps/{keys[0]}.json").Append($"dumps/{keys[^1]}.json").Append("dumps/else"));
        await using var network = new WatchedNetwork(bucket.Server.Port);

        await Open(bucket, network).DeleteAllAsync(keys, Token);

        Assert.Equal(["dumps/else"], await bucket.ListAsync());
        Assert.All(network.Requests, request => Assert.StartsWith($"POST /{bucket.Name}/?delete ", request, StringComparison.Ordinal));
        Assert.Equal(4, network.Requests.Count);
    }

    [Theory]
    [InlineData("501 Not Implemented", "NotImplemented")]
    [InlineData("400 Bad Request", "MissingContentMD5")]
    public async Task Where_dumps_can_not_be_deleted_together_they_are_one_by_one(string status, string code)
    {
        using var bucket = await TestBucket.CreateAsync();
        string[] keys = [Key, OtherKey];
        await PutAsync(bucket, keys.SelectMany(key => new[] { "dumps/" + key, $"dumps/{key}.json" }));
        await using var network = new WatchedNetwork(bucket.Server.Port, head => head.StartsWith("POST ", StringComparison.Ordinal) ? WatchedNetwork.Error(status, code) : null);

        await Open(bucket, network).DeleteAllAsync([.. keys.Select(DumpKey.Parse)], Token);

        Assert.Empty(await bucket.ListAsync());
        Assert.Equal(
            ["dump", "dump", "json", "json"],
            network.Requests.Where(request => request.StartsWith("DELETE ", StringComparison.Ordinal)).Select(request => request.Split(' ')[1].Split('.')[^1]));
    }

    [Fact]
    public async Task What_a_location_says_is_sent_with_what_it_is_about()
    {
        using var bucket = await TestBucket.CreateAsync();
        await PutAsync(bucket, ["dumps/" + Key]);
        await using var network = new WatchedNetwork(bucket.Server.Port, AcceptUpload);
        var store = Open(bucket, network, "&sse=aws:kms&kms-key=key-1&bucket-key=true&storage-class=STANDARD_IA&tags=team=shop,keep=30%20days&requester-pays=true");

        await WriteAsync(store, 100);
        await WriteAsync(store, 20_000_000);
        await store.WriteManifestAsync(DumpKey.Parse(Key), new byte[1], Token);
        await ReadAsync(store);
        await store.DeleteAsync(DumpKey.Parse(Key), Token);
        await store.DeleteAllAsync([DumpKey.Parse(Key)], Token);

        string[] stored =
        [
            "x-amz-server-side-encryption: aws:kms", "x-amz-server-side-encryption-aws-kms-key-id: key-1", "x-amz-server-side-encryption-bucket-key-enabled: true", "x-amz-storage-class: STANDARD_IA",
            "x-amz-tagging: team=shop&keep=30%20days",
        ];
        foreach (var request in network.Requests)
        {
            Assert.Contains("x-amz-request-payer: requester", HeadersOf(request));
            var isBeginning = request.StartsWith("PUT ", StringComparison.Ordinal) ? !request.Contains("partNumber=", StringComparison.Ordinal) : request.Contains("?uploads", StringComparison.Ordinal);
            Assert.Equal(isBeginning ? stored.Order(StringComparer.Ordinal) : [], HeadersOf(request).Intersect(stored).Order(StringComparer.Ordinal));
        }

        Assert.Equal(
            ["DELETE", "GET", "HEAD", "POST", "PUT"], network.Requests.Select(request => request.Split(' ')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Encryption_by_the_stores_own_key_is_asked_for()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var network = new WatchedNetwork(bucket.Server.Port, AcceptUpload);

        await WriteAsync(Open(bucket, network, "&sse=AES256"), 100);

        Assert.Contains("x-amz-server-side-encryption: AES256", HeadersOf(network.Requests.Single(request => request.StartsWith("PUT ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Checksums_that_not_every_server_knows_are_sent_where_they_are_required_only()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var network = new WatchedNetwork(bucket.Server.Port);
        var store = Open(bucket, network);

        await WriteAsync(store, 20_000_000);
        await ReadAsync(store);
        await store.DeleteAllAsync([DumpKey.Parse(Key)], Token);

        var withChecksum = network.Requests.Where(request => HeadersOf(request).Any(header => header.Contains("checksum", StringComparison.Ordinal)));
        Assert.All(withChecksum, request => Assert.StartsWith($"POST /{bucket.Name}/?delete ", request, StringComparison.Ordinal));
        Assert.All(network.Requests, request => Assert.DoesNotContain(HeadersOf(request), header => header.Contains("aws-chunked", StringComparison.Ordinal)));
        // Signed whole, so that what changes on the way is noticed.
        Assert.All(
            network.Requests.Where(request => request.StartsWith("PUT ", StringComparison.Ordinal)),
            request => Assert.Single(HeadersOf(request), header => header.StartsWith("x-amz-content-sha256: ", StringComparison.Ordinal) && header.Length == "x-amz-content-sha256: ".Length + 64));
    }

    /// <summary>Says yes to what the test server can't do.</summary>
    internal static string? AcceptUpload(string head) => head.Split(' ') switch
    {
        ["POST", var target, ..] when target.Contains("?uploads", StringComparison.Ordinal) =>
            WatchedNetwork.Ok("<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"),
        ["POST", var target, ..] when target.Contains("uploadId=", StringComparison.Ordinal) => WatchedNetwork.Ok("<CompleteMultipartUploadResult><ETag>\"1\"</ETag></CompleteMultipartUploadResult>"),
        ["PUT", ..] => WatchedNetwork.Ok(""),
        _ => null,
    };

    private static async Task WriteAsync(IDumpStore store, int length)
    {
        await using var writer = await store.CreateAsync(DumpKey.Parse(OtherKey), 0, Token);
        await writer.WriteAsync(new byte[length], Token);
        await writer.CommitAsync(default, Token);
    }

    private static async Task ReadAsync(IDumpStore store)
    {
        await using var source = await store.OpenAsync((await store.ListAsync(Token).FirstAsync(Token)).Key, Token);
        Assert.True(await source.ReadAsync(0, new byte[1], Token) > 0);
    }

    private static IEnumerable<string> HeadersOf(string head) =>
        head.Split("\r\n").Skip(1).Select(line => line.Split(": ", 2)).Select(header => $"{header[0].ToLowerInvariant()}: {header[1]}");

    private static IDumpStore Open(TestBucket bucket, WatchedNetwork network, string settings = "") =>
        DumpStores.Open($"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}{settings}", "/");

    private static Task PutAsync(TestBucket bucket, IEnumerable<string> names) => Parallel.ForEachAsync(names, Token, async (name, _) => await bucket.PutAsync(name, [1]));

    internal static string PrefixOf(string head)
    {
        var prefix = head.Split(' ')[1].Split('?', '&').Single(part => part.StartsWith("prefix=", StringComparison.Ordinal));
        return Uri.UnescapeDataString(prefix["prefix=".Length..]);
    }
}
